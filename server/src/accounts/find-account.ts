import { parseEmailAddress } from '../base/email-address.ts'
import { usernameKey } from '../base/username.ts'
import type { App } from '../platform/app.ts'
import { type Account, findAccount, findAccountByEmail, findAccountByUsername } from './accounts.queries.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** Finds an account by what an operator calls it: its id, its address or its username, in this order. */
export async function findAccountCalled(app: App, name: string): Promise<Account | undefined> {
  const [byId] = uuid.test(name) ? await findAccount(app.db, { id: name.toLowerCase() }) : []
  if (byId) return byId
  const email = parseEmailAddress(name)
  const [byEmail] = email ? await findAccountByEmail(app.db, { emailKey: email.key }) : []
  if (byEmail) return byEmail
  const [byUsername] = await findAccountByUsername(app.db, { usernameKey: usernameKey(name) })
  return byUsername
}
