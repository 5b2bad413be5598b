import { eraseAccounts } from '../src/accounts/erase-accounts.ts'
import { systemClock } from '../src/platform/clock.ts'
import { loadConfig } from '../src/platform/config.ts'
import { makeLog } from '../src/platform/log.ts'
import { openApp } from '../src/platform/open-app.ts'

/**
 * A process that erases what is due, for a test to kill: it says so as soon as it has begun, and leaves some for the next,
 * however late the kill comes.
 */
const { config } = loadConfig(process.env)
const app = openApp(config, { now: systemClock, print: () => undefined, log: makeLog('error') })
process.stdout.write('begun\n')
await eraseAccounts(app, 60)
setInterval(() => undefined, 60_000)
