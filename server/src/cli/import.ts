import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { fileSource } from '../importing/file-source.ts'
import { importDjango } from '../importing/import-django.ts'
import type { Remark } from '../importing/newcomer.ts'
import { type Report, takeIn } from '../importing/take-in.ts'
import type { App } from '../platform/app.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { makeProgress } from './progress.ts'
import { withService } from './with-app.ts'

type Options = { dryRun?: true; source: string; phones: boolean }
type How = Parameters<typeof takeIn>[2]

const dryRun = ['--dry-run', 'read and judge everything, and write nothing'] as const

/** `import-django` */
export function importDjangoCommand(program: Command, cli: Cli): void {
  program
    .command('import-django')
    .description('bring everybody from the database of the Django service; may be repeated')
    .argument('<database>', 'postgres://… , or the path of a SQLite file; it is only read')
    .option(...dryRun)
    .option('--no-phones', 'leave phone numbers out: nobody is asked for a code by text')
    .action((from: string, options: Options) =>
      run(cli, options, async (app, how) => {
        const report = await importDjango(app, from, { ...how, withPhones: options.phones })
        return { report, more: [`ended refresh tokens: ${report.spentTokens}`] }
      }),
    )
}

/** `users import` */
export function importCommand(users: Command, cli: Cli): void {
  users
    .command('import')
    .description('bring people from a file, one JSON object a line; may be repeated')
    .argument('<file>', 'the file; docs/migrating.md tells what stands in it')
    .option('--source <word>', 'where they come from', readWord, 'file')
    .option(...dryRun)
    .action((file: string, options: Options) => {
      const path = resolve(file)
      if (!existsSync(path)) throw failure(`There is no file ${path}.`)
      return run(cli, options, async (app, how) => {
        return { report: await takeIn(app, fileSource(app, path, options.source), how), more: [] }
      })
    })
}

function readWord(text: string): string {
  if (!/^[a-z0-9-]{1,32}$/.test(text)) throw new InvalidArgumentError('It is of small letters, digits and hyphens.')
  return text
}

type Work = (app: App, how: How) => Promise<{ report: Report; more: string[] }>

function run(cli: Cli, options: Options, work: Work): Promise<void> {
  return withService(cli, async (app) => {
    const progress = makeProgress(options.dryRun ? 'Reading' : 'Importing')
    const started = performance.now()
    const onRemark = (remark: Remark): void => tell(cli, remark)
    const how = { dryRun: options.dryRun === true, onProgress: progress.at, onRemark }
    const { report, more } = await work(app, how).finally(progress.end)
    const seconds = (performance.now() - started) / 1000
    const perMinute = Math.round((60 * report.read) / Math.max(seconds, 0.001))
    cli.console.tell({ ...report, seconds, per_minute: perMinute }, inWords(report, more, perMinute))
    if (report.refused === 0) return
    if (cli.console.json()) process.exitCode = 1
    else throw failure(`${report.refused} of ${report.read} rows were not taken; the others were.`)
  })
}

/** Each at once: a list of any length is nobody's memory. */
function tell(cli: Cli, { row, says, isTaken }: Remark): void {
  if (cli.console.json()) cli.console.document({ row, says, taken: isTaken })
  else cli.console.note(`${isTaken ? '–' : '✗'} ${row}: ${says}`)
}

function inWords(report: Report, more: readonly string[], perMinute: number): string {
  const { with: came } = report
  return [
    `${report.dryRun ? 'would be taken' : 'taken'}: ${report.taken}`,
    `here already: ${report.already}`,
    `not taken: ${report.refused}`,
    `with a password: ${came.password}`,
    `with an authenticator app: ${came.totp}`,
    `with codes by e-mail: ${came.emailCodes}`,
    `with codes by text message: ${came.phone}`,
    `with links to other services: ${came.links}`,
    `with a role: ${came.roles}`,
    `locked for failed sign-ins: ${came.locks}`,
    ...more,
    `${perMinute} a minute`,
  ].join('\n')
}
