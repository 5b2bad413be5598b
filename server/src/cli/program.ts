import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { auditCommands } from './audit.ts'
import { breachedCommands } from './breached.ts'
import { checkCommand } from './check.ts'
import type { Cli } from './cli.ts'
import { makeConsole } from './console.ts'
import { createSuperuser } from './create-user.ts'
import { databaseCommands } from './database.ts'
import { doctorCommand } from './doctor.ts'
import { importDjangoCommand } from './import.ts'
import { keysCommands } from './keys.ts'
import { moveCommand } from './move.ts'
import { openapiCommand } from './openapi.ts'
import { outboxCommands } from './outbox.ts'
import { servicesCommands } from './services.ts'
import { tellFailure } from './tell-failure.ts'
import { usersCommands } from './users.ts'
import { webhooksCommands } from './webhooks.ts'

/**
 * Runs one command of the command line.
 * @param args what stands behind the program's name
 * @param above what the floors above give to the commands
 * @returns the exit code: 0, 1 (failed), 2 (wrong usage); undefined when the command has set its own, or still runs
 */
export async function runCommand(args: readonly string[], above: Omit<Cli, 'console'>): Promise<number | undefined> {
  const console = makeConsole(() => args.includes('--json'))
  try {
    await makeProgram({ ...above, console }).parseAsync(args, { from: 'user' })
    return undefined
  } catch (error) {
    return tellFailure(console, error)
  }
}

/** All commands, readable top to bottom. */
function makeProgram(cli: Cli): Command {
  const program = new Command('kalosphere-auth')
    .description('The Kalosphere Auth service, and what its operators need beside it.')
    .version(versionOf())
    .option('--json', 'write the result as JSON to standard output')
    .showHelpAfterError('(--help tells more)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
  program
    .command('serve')
    .description('run the service; it migrates its database first')
    .action(() => cli.serve())
  databaseCommands(program, cli)
  moveCommand(program, cli)
  program
    .command('createsuperuser')
    .description('create an administrator; what is not given is asked for')
    .option('--email <address>', 'the e-mail address; it counts as verified')
    .option('--username <name>', 'the username')
    .option('--password-stdin', 'read the password from standard input; KALOSPHERE_SUPERUSER_PASSWORD may hold it too')
    .action((options) => createSuperuser(cli, options))
  usersCommands(program, cli)
  importDjangoCommand(program, cli)
  keysCommands(program, cli)
  outboxCommands(program, cli)
  servicesCommands(program, cli)
  webhooksCommands(program, cli)
  auditCommands(program, cli)
  breachedCommands(program, cli)
  checkCommand(program, cli)
  doctorCommand(program, cli)
  openapiCommand(program, cli)
  return program
}

function versionOf(): string {
  const file = join(import.meta.dirname, '../../package.json')
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
