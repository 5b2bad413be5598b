import type { Account } from '../accounts/accounts.queries.ts'
import { findAccountCalled } from '../accounts/find-account.ts'
import type { App } from '../platform/app.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { withService } from './with-app.ts'

/** Finds who is meant. @throws CliError when there is nobody of that name */
export async function findUser(app: App, name: string): Promise<Account> {
  const account = await findAccountCalled(app, name)
  if (!account) throw failure(`There is no account with the id, address or username "${name}".`)
  return account
}

/**
 * Runs an act on one account and says what came of it.
 * @param run gives whether anything changed, and a sentence; finding all as wished is a success too
 */
export function withUser(
  cli: Cli,
  name: string,
  run: (app: App, account: Account) => Promise<{ changed: boolean; text: string }>,
): Promise<void> {
  return withService(cli, async (app) => {
    const account = await findUser(app, name)
    const { changed, text } = await run(app, account)
    const { id, email, username } = account
    cli.console.tell({ id, email, username, changed }, `${username} <${email}>: ${text}`)
  })
}
