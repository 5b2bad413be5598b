import type { App } from '../platform/app.ts'
import { subjectOf } from './chain.ts'
import { findCheckpoint } from './checkpoint.queries.ts'
import { openCheckpoint } from './checkpoint.ts'

/**
 * The pseudonym under which the events of an account stay when its person was erased, for who has a reason to look for
 * them and knows the id.
 * @throws Error when the key of the log cannot be read
 */
export async function findSubject(app: App, accountId: string): Promise<string> {
  const { key } = openCheckpoint(app.sealer, await findCheckpoint(app.db))
  return subjectOf(key, accountId)
}
