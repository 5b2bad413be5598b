import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Replayed } from '../events/deliveries.queries.ts'
import { findEndpoint } from '../events/endpoints.queries.ts'
import {
  addEndpoint,
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateEndpointSecret,
} from '../events/manage-endpoints.ts'
import type { Outcome } from '../events/post-webhook.ts'
import { replayDeliveries } from '../events/replay-deliveries.ts'
import { testEndpoint } from '../events/test-endpoint.ts'
import { type EventType, eventTypes } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Cli } from './cli.ts'
import { failure, misuse } from './cli-error.ts'
import { readCount } from './read-count.ts'
import { readId } from './read-id.ts'
import { listWebhookDeliveries, listWebhooks, showWebhook } from './read-webhooks.ts'
import { withService } from './with-app.ts'

/** `webhooks …`: who is told of events over HTTP, and how that goes. */
export function webhooksCommands(program: Command, cli: Cli): void {
  const webhooks = program.command('webhooks').description('endpoints that are told of events (docs/webhooks.md)')
  readingCommands(webhooks, cli)
  changingCommands(webhooks, cli)
  sendingCommands(webhooks, cli)
}

function readingCommands(webhooks: Command, cli: Cli): void {
  webhooks
    .command('list')
    .description('list the endpoints, oldest first')
    .action(() => listWebhooks(cli))
  webhooks
    .command('show')
    .argument('<id>', 'of an endpoint', readId)
    .description('show one endpoint and how many deliveries stand how')
    .action((id: string) => showWebhook(cli, id))
  webhooks
    .command('deliveries')
    .argument('<id>', 'of an endpoint', readId)
    .description('list its deliveries, newest first, without what is in them')
    .addOption(new Option('--state <state>', 'only these').choices(['pending', 'delivered', 'dead']))
    .option('--limit <count>', 'how many at most', readCount, 50)
    .action((id: string, options) => listWebhookDeliveries(cli, id, options))
}

function changingCommands(webhooks: Command, cli: Cli): void {
  webhooks
    .command('add')
    .argument('<url>', 'an https address')
    .description('send events there; the secret that signs them is shown this once')
    .option('--events <types>', `only these, comma separated: ${eventTypes.join(', ')}`, readEventTypes, [])
    .action((url: string, options: { events: EventType[] }) => add(cli, url, options.events))
  webhooks
    .command('rotate-secret')
    .argument('<id>', 'of an endpoint', readId)
    .description('give it a new secret; the present one signs beside it for another day')
    .option('--drop-old', 'the present one is known to others: it signs no more')
    .action((id: string, options: { dropOld?: true }) => rotate(cli, id, options.dropOld === true))
  webhooks
    .command('pause')
    .argument('<id>', 'of an endpoint', readId)
    .description('send nothing to it for now; what happens meanwhile waits, for 30 days at most')
    .action((id: string) => change(cli, id, { act: pauseEndpoint, done: 'paused', unless: 'It is stopped already.' }))
  webhooks
    .command('resume')
    .argument('<id>', 'of an endpoint', readId)
    .description('send to one that is paused, gone or failing again, what has waited first')
    .action((id: string) => change(cli, id, { act: resumeEndpoint, done: 'resumed', unless: 'It is at work already.' }))
  webhooks
    .command('remove')
    .argument('<id>', 'of an endpoint', readId)
    .description('send nothing to it any more, and forget its deliveries')
    .action((id: string) => change(cli, id, { act: removeEndpoint, done: 'removed', unless: '' }))
}

function sendingCommands(webhooks: Command, cli: Cli): void {
  webhooks
    .command('test')
    .argument('<id>', 'of an endpoint', readId)
    .description('send it a signed event webhook.test from here, now and once')
    .action((id: string) => test(cli, id))
  webhooks
    .command('replay')
    .argument('<id>', 'of an endpoint', readId)
    .description('send again what it was sent in the last 30 days')
    .option('--event <id>', 'one event', readId)
    .option('--since <time>', 'all that happened since, such as 2030-01-31T12:00:00Z', readTime)
    .option('--dead', 'all that was given up')
    .action((id: string, options: ReplayOptions) => replay(cli, id, options))
}

function readEventTypes(text: string): EventType[] {
  return text.split(',').map((word) => {
    const type = eventTypes.find((known) => known === word.trim())
    if (type === undefined) throw new InvalidArgumentError(`There is no event "${word.trim()}".`)
    return type
  })
}

function readTime(text: string): Date {
  const time = new Date(text)
  // Without an offset it would be local time here and another on the next machine.
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw new InvalidArgumentError('It must be a time such as 2030-01-31T12:00:00Z.')
  }
  return time
}

function add(cli: Cli, url: string, events: readonly EventType[]): Promise<void> {
  return withService(cli, async (app) => {
    const { id, secret } = await addEndpoint(app, { url, eventTypes: events })
    cli.console.tell({ id, secret }, `Endpoint: ${id}\nSecret:   ${secret}`)
  })
}

function rotate(cli: Cli, id: string, dropOld: boolean): Promise<void> {
  return withService(cli, async (app) => {
    const renewed = await rotateEndpointSecret(app, { id, dropOld })
    if (!renewed) throw unknown(id)
    const { secret, oldUntil } = renewed
    cli.console.tell({ id, secret, old_secret_until: oldUntil }, `Secret: ${secret}`)
  })
}

type Change = { act: (app: App, id: string) => Promise<boolean>; done: string; unless: string }

function change(cli: Cli, id: string, { act, done, unless }: Change): Promise<void> {
  return withService(cli, async (app) => {
    if (!(await act(app, id))) throw (await findEndpoint(app.db, id)) ? failure(unless) : unknown(id)
    cli.console.tell({ id, [done]: true }, `${done.charAt(0).toUpperCase()}${done.slice(1)}.`)
  })
}

function test(cli: Cli, id: string): Promise<void> {
  return withService(cli, async (app) => {
    const outcome = await testEndpoint(app, id)
    if (!outcome) throw unknown(id)
    if (outcome.kind !== 'delivered') throw failure(`${whyNot(outcome)}.`)
    cli.console.tell({ id, status: outcome.status }, `It answered ${outcome.status}.`)
  })
}

function whyNot(outcome: Outcome): string {
  if (outcome.kind === 'failed') return outcome.error
  return outcome.kind === 'gone' ? `It answered ${outcome.status}` : 'It was broken off'
}

type ReplayOptions = { event?: string; since?: Date; dead?: true }

function replay(cli: Cli, id: string, options: ReplayOptions): Promise<void> {
  const which = readWhich(options)
  return withService(cli, async (app) => {
    const replayed = await replayDeliveries(app, { endpointId: id, which })
    if (replayed === undefined) throw unknown(id)
    if (replayed === 0 && options.event) throw failure('This event was not sent to it, or is not kept any more.')
    cli.console.tell({ id, replayed }, replayed === 0 ? 'There was nothing.' : `${replayed} will be sent again now.`)
  })
}

function readWhich({ event, since, dead }: ReplayOptions): Replayed {
  const wishes = [event, since, dead].filter((wish) => wish !== undefined)
  if (wishes.length !== 1) throw misuse('Name one of --event, --since and --dead.')
  if (event !== undefined) return { eventId: event }
  return since === undefined ? 'dead' : { since }
}

function unknown(id: string) {
  return failure(`There is no endpoint with the id "${id}".`)
}
