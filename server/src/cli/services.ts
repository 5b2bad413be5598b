import type { Command } from 'commander'
import { addService, removeService, rotateServiceSecret } from '../services/manage-services.ts'
import { listServices } from '../services/services.queries.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { inColumns } from './console.ts'
import { withService } from './with-app.ts'

const nameLength = 100

/** `services …`: who may ask about tokens and end them. */
export function servicesCommands(program: Command, cli: Cli): void {
  const services = program.command('services').description('services that may introspect and revoke tokens')
  services
    .command('list')
    .description('list them, oldest first')
    .action(() => list(cli))
  services
    .command('add')
    .argument('<name>', 'for people')
    .description('register one; its secret is shown this once')
    .action((name: string) => add(cli, name))
  services
    .command('rotate')
    .argument('<client-id>')
    .description('give it a new secret; the present one works for another day')
    .action((clientId: string) => rotate(cli, clientId))
  services
    .command('remove')
    .argument('<client-id>')
    .description('refuse it from now on')
    .action((clientId: string) => remove(cli, clientId))
}

function list(cli: Cli): Promise<void> {
  return withService(cli, async (app) => {
    const found = await listServices(app.db)
    const services = found.map(({ clientId, name, createdAt }) => ({
      client_id: clientId,
      name,
      created_at: createdAt,
    }))
    const rows = services.map((service) => [service.client_id, service.created_at.toISOString(), service.name])
    cli.console.tell({ services }, inColumns([['CLIENT ID', 'SINCE', 'NAME'], ...rows]))
  })
}

function add(cli: Cli, name: string): Promise<void> {
  return withService(cli, async (app) => {
    const clean = name.trim()
    if (clean === '' || clean.length > nameLength) throw failure(`A name has 1 to ${nameLength} characters.`)
    const { clientId, secret } = await addService(app, clean)
    cli.console.tell({ client_id: clientId, client_secret: secret }, `Client id: ${clientId}\nSecret:    ${secret}`)
  })
}

function rotate(cli: Cli, clientId: string): Promise<void> {
  return withService(cli, async (app) => {
    const secret = await rotateServiceSecret(app, clientId)
    if (secret === undefined) throw failure(`There is no service with the client id "${clientId}".`)
    cli.console.tell({ client_id: clientId, client_secret: secret }, `Secret: ${secret}`)
  })
}

function remove(cli: Cli, clientId: string): Promise<void> {
  return withService(cli, async (app) => {
    if (!(await removeService(app, clientId))) throw failure(`There is no service with the client id "${clientId}".`)
    cli.console.tell({ client_id: clientId, removed: true }, 'Removed.')
  })
}
