import type { Command } from 'commander'
import { keyRing, rotateKey } from '../keys/key-ring.ts'
import { resealSecrets } from '../operations/reseal-secrets.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { inColumns } from './console.ts'
import { withService } from './with-app.ts'

/** `keys …` and `secrets …` */
export function keysCommands(program: Command, cli: Cli): void {
  const keys = program.command('keys').description('see and rotate the keys that sign access tokens')
  keys
    .command('list')
    .description('list the keys whose signatures count')
    .action(() => listKeys(cli))
  keys
    .command('rotate')
    .description('bring in a new key; the present one verifies until its last token has expired')
    .action(() => rotate(cli))
  const secrets = program.command('secrets').description('look after what is encrypted in the database')
  secrets
    .command('rotate')
    .alias('reseal')
    .description('encrypt it anew under SECRET_KEY, when SECRET_KEY_FALLBACKS holds the key it is under')
    .action(() => reseal(cli))
}

function listKeys(cli: Cli): Promise<void> {
  return withService(cli, async (app) => {
    const { all } = await keyRing(app)
    const keys = all.map(({ kid, alg, state, activatesAt }) => ({ kid, alg, state, activates_at: activatesAt }))
    const rows = keys.map((key) => [key.kid, key.alg, key.state, key.activates_at.toISOString()])
    cli.console.tell({ keys }, inColumns([['KEY', 'ALGORITHM', 'STATE', 'SIGNS FROM'], ...rows]))
  })
}

function rotate(cli: Cli): Promise<void> {
  return withService(cli, async (app) => {
    if (app.config.tokens.privateKey) {
      throw failure('The key is given by JWT_PRIVATE_KEY: set another one there, and start the service anew.')
    }
    // An empty ring gets its first key, so that there is one that verifies until the new one signs.
    await keyRing(app)
    const kid = await rotateKey(app)
    cli.console.tell({ kid }, `${kid} is published now and signs in half a minute.`)
  })
}

function reseal(cli: Cli): Promise<void> {
  return withService(cli, async (app) => {
    const counts = await resealSecrets(app)
    const rows = Object.entries(counts).map(([what, count]) => [what, `${count.resealed}`, `${count.unreadable}`])
    cli.console.tell({ columns: counts }, inColumns([['WHAT', 'ENCRYPTED ANEW', 'UNREADABLE'], ...rows]))
    const unreadable = Object.values(counts).some((count) => count.unreadable > 0)
    if (unreadable) throw failure('Some values are under a key that is neither SECRET_KEY nor in SECRET_KEY_FALLBACKS.')
    if (app.config.secretKeys.length < 2 || cli.console.json()) return
    const days = app.config.tokens.refreshDays
    cli.console.note(`Keep the old key in SECRET_KEY_FALLBACKS for ${days} more days, or people must sign in again.`)
  })
}
