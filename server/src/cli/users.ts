import { type Command, Option } from 'commander'
import { accountRoles } from '../accounts/create-by-operator.ts'
import { disableByOperator, enableByOperator, eraseByOperator, verifyByOperator } from '../accounts/operator-acts.ts'
import { approveRecovery } from '../mfa/recover-factors.ts'
import { setPasswordByOperator } from '../passwords/set-by-operator.ts'
import { unlockAccount } from '../protection/unlock.ts'
import { endEverybody } from '../sessions/end-everybody.ts'
import { takePassword } from './ask.ts'
import type { Cli } from './cli.ts'
import { misuse } from './cli-error.ts'
import { createUser } from './create-user.ts'
import { importCommand } from './import.ts'
import { readCount } from './read-count.ts'
import { exportUsers, listUsers, showUser } from './read-users.ts'
import { withService } from './with-app.ts'
import { withUser } from './with-user.ts'

const who = 'id, e-mail address or username'

/** `users …`: what operators do to accounts. */
export function usersCommands(program: Command, cli: Cli): void {
  const users = program.command('users').description('see and change accounts')
  readingCommands(users, cli)
  creatingCommand(users, cli)
  importCommand(users, cli)
  changingCommands(users, cli)
  signingOutCommand(users, cli)
  erasingCommand(users, cli)
}

function readingCommands(users: Command, cli: Cli): void {
  users
    .command('list')
    .description('list accounts, oldest first')
    .option('--search <text>', 'only those whose address or username holds it', '')
    .option('--limit <count>', 'how many at most', readCount, 50)
    .action((options: { search: string; limit: number }) => listUsers(cli, options))
  users
    .command('show')
    .argument('<who>', who)
    .description('show one account, how its lock stands and how many sessions it has')
    .action((name: string) => showUser(cli, name))
  users
    .command('export')
    .description('write all accounts, one JSON document a line, as `users import` reads them')
    .option('--with-secrets', 'with password hashes and the seeds of authenticator apps; the audit log says so')
    .action((options: { withSecrets?: true }) => exportUsers(cli, options.withSecrets === true))
}

function creatingCommand(users: Command, cli: Cli): void {
  users
    .command('create')
    .description('create an account')
    .requiredOption('--email <address>', 'its e-mail address')
    .requiredOption('--username <name>', 'its username')
    .addOption(new Option('--role <role...>', 'its roles').choices(accountRoles).default([], 'none'))
    .option('--unverified', 'the address must still be verified by its owner')
    .option('--password-stdin', 'read the password from standard input')
    .addOption(new Option('--no-password', 'its owner chooses one by "forgot password"').conflicts('passwordStdin'))
    .action((options) => createUser(cli, options))
}

function changingCommands(users: Command, cli: Cli): void {
  users
    .command('set-password')
    .argument('<who>', who)
    .description('set the password: sessions end, locks are lifted, the owner is told by mail')
    .option('--password-stdin', 'read the password from standard input')
    .action((name: string, options: { passwordStdin?: true }) =>
      withUser(cli, name, async (app, { id }) => {
        await setPasswordByOperator(app, id, await takePassword(options.passwordStdin === true))
        return { changed: true, text: 'The password is set. All sessions have ended.' }
      }),
    )
  const change = (verb: string, description: string, run: Parameters<typeof withUser>[2]): void => {
    const command = users.command(verb).argument('<who>', who).description(description)
    command.action((name: string) => withUser(cli, name, run))
  }
  change('unlock', 'lift the locks that failed sign-ins have caused', async (app, { id }) => {
    const changed = await unlockAccount(app, id)
    return { changed, text: changed ? 'Unlocked.' : 'There was no lock, and no failure was counted.' }
  })
  change('reset-factors', 'agree that lost second factors are removed, after a delay', async (app, account) => {
    const dueAt = await approveRecovery(app, account)
    const when = dueAt?.toISOString() ?? 'as soon as their owner has proved the mailbox at sign-in, and after the delay'
    return { changed: true, text: `The second factors will be removed: ${when}, unless their owner objects.` }
  })
  change('verify-email', 'take the e-mail address as verified', async (app, account) => {
    const changed = await verifyByOperator(app, account)
    return { changed, text: changed ? 'The address counts as verified.' : 'The address was verified before.' }
  })
  change('disable', 'switch the account off and end its sessions', async (app, { id }) => {
    const changed = await disableByOperator(app, id)
    return { changed, text: changed ? 'Disabled. All sessions have ended.' : 'It was disabled before.' }
  })
  change('enable', 'switch the account on again; it is not erased then', async (app, { id }) => {
    const changed = await enableByOperator(app, id)
    return { changed, text: changed ? 'Enabled.' : 'It was enabled before.' }
  })
}

function signingOutCommand(users: Command, cli: Cli): void {
  users
    .command('sign-out-everybody')
    .description('end the sessions of all accounts, as after a database was put back')
    .requiredOption('--yes', 'it is meant: everybody has to sign in again')
    .action(() =>
      withService(cli, async (app) => {
        const accounts = await endEverybody(app, 'ended_by_operator')
        cli.console.tell({ accounts }, `${accounts} accounts were signed out.`)
      }),
    )
}

function erasingCommand(users: Command, cli: Cli): void {
  users
    .command('erase')
    .argument('<who>', who)
    .description(
      'switch the account off and erase it after ACCOUNT_ERASE_DAYS, unless its owner keeps it by a mailed link',
    )
    .option('--now', 'erase it as soon as its access tokens have run out; its owner cannot keep it')
    .option('--yes', 'confirm: nobody can bring an erased account back')
    .action((name: string, options: { now?: true; yes?: true }) => {
      if (!options.yes) throw misuse('Nobody can bring an erased account back: confirm with --yes.')
      return withUser(cli, name, async (app, account) => {
        const dueAt = await eraseByOperator(app, account, options.now === true)
        const text = `Switched off. It will be erased at ${dueAt.toISOString()}, by the running service.`
        return { changed: true, text }
      })
    })
}
