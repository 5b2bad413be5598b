import type { Person } from '../base/caller.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import { findNotice, markRead } from '../notices/notices.queries.ts'
import type { App } from '../platform/app.ts'

/**
 * Marks notices of a person as read.
 * @param which `id` for one; `up_to` for one and all that are older, so that what came meanwhile stays; neither for all
 * @throws Problem `not_found` for a notice that is not the person's, `invalid_input` when both are given
 */
export async function readNotices(
  app: App,
  { accountId }: Person,
  { id, up_to: upTo }: { id?: string; up_to?: string },
): Promise<void> {
  if (id !== undefined && upTo !== undefined) throw fieldProblem({ up_to: ['Not together with id.'] })
  const now = app.now()
  const named = id ?? upTo
  if (named === undefined) return markRead(app.db, accountId, { now })
  const notice = isUuid(named) ? await findNotice(app.db, accountId, named) : undefined
  if (!notice) throw new Problem('not_found')
  await markRead(app.db, accountId, upTo === undefined ? { now, id: notice.id } : { now, upTo: notice })
}
