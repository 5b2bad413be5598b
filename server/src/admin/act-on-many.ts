import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { type PersonActWord, personAct } from './person-acts.ts'
import { mayDo } from './rights.ts'
import { actOnAccount, requireFreshFor, type Staff } from './staff-act.ts'

/** What came of each: `done`, `unchanged`, or the word of the refusal. */
export type Results = { id: string; result: string }[]

/**
 * Does one thing to many accounts, each in a transaction of its own: what is refused for one stops no other.
 * @throws Problem `permission_denied` and `reauthentication_required` where all would be refused
 */
export async function actOnMany(
  app: App,
  staff: Staff,
  wish: { word: PersonActWord; ids: readonly string[]; reason: string },
): Promise<Results> {
  const { act, run } = personAct(wish.word)
  if (!mayDo(staff.person.roles, act)) throw new Problem('permission_denied')
  requireFreshFor(app, staff.person, act)
  const results: Results = []
  for (const accountId of wish.ids) {
    const deed = { act, accountId, reason: wish.reason }
    const outcome = actOnAccount(app, staff, deed, (tx, account) => run(app, tx, account))
    const result = await outcome.then(({ changed }) => (changed ? 'done' : 'unchanged')).catch(wordOf)
    results.push({ id: accountId, result })
  }
  return results
}

/** A refusal is an answer; a fault is not. */
function wordOf(error: unknown): string {
  if (error instanceof Problem && error.status < 500) return error.code
  throw error
}
