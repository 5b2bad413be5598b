import { fieldProblem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { findAccountByUsername, holdUsername } from './accounts.queries.ts'
import { usernameTaken } from './create-account.ts'

/**
 * Takes a username in the transaction of a registration. One that makes an account and one that only answers as if it
 * did meet at the same row: of two at the same moment one is refused, whichever of them is which.
 * @throws Problem `invalid_input` naming the username when somebody has it, or was quicker
 */
export async function claimUsername(app: App, tx: Tx, username: string): Promise<void> {
  const key = usernameKey(username)
  const from = app.now()
  // As long as an account stands that nobody verifies: the two must not be told apart by when the name is free.
  const until = new Date(from.getTime() + app.config.passwords.unverifiedDays * 86_400_000)
  const held = await holdUsername(tx, key, { from, until })
  const [named] = held ? await findAccountByUsername(tx, { usernameKey: key }) : []
  if (!held || named) throw fieldProblem({ username: [usernameTaken] })
}
