import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { parseEmailAddress } from '../base/email-address.ts'
import { type Examination, examine } from '../operations/doctor/examine.ts'
import type { Finding } from '../operations/doctor/finding.ts'
import type { App } from '../platform/app.ts'
import { systemClock } from '../platform/clock.ts'
import { loadConfig } from '../platform/config.ts'
import { type Cli, sqliteFile } from './cli.ts'
import { failure, misuse } from './cli-error.ts'
import { withApp } from './with-app.ts'

const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '–' } as const
const longestSeconds = 60

type Options = { readonly sendTestTo?: string; readonly timeout: string }

/** `doctor` */
export function doctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('try everything the service needs, from here, and say what to do; changes nothing')
    .option('--send-test-to <address>', 'send a message there too')
    .option('--timeout <seconds>', 'how long each answer is waited for', '5')
    .action((options: Options) => doctor(cli, options))
}

async function doctor(cli: Cli, { sendTestTo, timeout }: Options): Promise<void> {
  const seconds = Number(timeout)
  if (!(seconds > 0 && seconds <= longestSeconds)) throw misuse(`--timeout takes seconds, up to ${longestSeconds}.`)
  if (sendTestTo !== undefined && !parseEmailAddress(sendTestTo)) {
    throw misuse('--send-test-to takes one e-mail address.')
  }
  const { isWell, findings } = await examineHere(cli, { sendTestTo, patienceMs: seconds * 1000 })
  cli.console.tell({ ok: isWell, findings }, findings.map(inWords).join('\n'))
  if (isWell) return
  const open = findings.filter(({ state }) => state === 'failed').length
  // The document says it all already.
  if (cli.console.json()) process.exitCode = 1
  else throw failure(`${open} ${open === 1 ? 'check has' : 'checks have'} failed.`)
}

/** Looks without making anything: a database that is not there stays so. */
function examineHere(cli: Cli, given: { sendTestTo: string | undefined; patienceMs: number }): Promise<Examination> {
  const { config, faults } = loadConfig(cli.environment())
  const look = (app: App | undefined) => examine({ ...given, app, config, faults, now: systemClock, isCommand: true })
  const file = sqliteFile(config)
  if (faults.length > 0 || (file !== undefined && !existsSync(file))) return look(undefined)
  // Redis is asked by its own check, and nobody shall wait for it before that.
  return withApp({ ...config, redisUrl: undefined, logLevel: 'silent' }, look)
}

function inWords({ name, state, said, todo }: Finding): string {
  const line = `${marks[state]} ${name.replaceAll('_', ' ')}: ${said}`
  return todo === null ? line : `${line}\n    → ${todo}`
}
