import type { KyselyPlugin } from 'kysely'
import type { Db } from '../../src/platform/db/db.ts'
import type { TestServer } from '../harness.ts'

/** What a request cost, in things that take time or can be seen from outside. */
export type Work = { readonly hashes: number; readonly statements: number; readonly waiting: readonly string[] }

/**
 * Lets the statements of a service be counted, in and outside transactions.
 * @returns runs an act and tells the work it caused; what it put into the outbox stays there
 */
export function workMeter(server: TestServer): <R>(act: () => Promise<R>) => Promise<{ result: R; work: Work }> {
  const { app } = server
  let statements = 0
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      statements += 1
      return result
    },
  }
  const uncounted = app.db
  const db: Db = uncounted.withPlugin(counter)
  const transaction: typeof app.transaction = (act) => db.transaction().execute(act)
  Object.assign(app, { db, transaction })
  return async (act) => {
    const before = await topicsWaiting(uncounted)
    const hashed = app.hasher.stats().count
    statements = 0
    const result = await act()
    const work = { hashes: app.hasher.stats().count - hashed, statements }
    return { result, work: { ...work, waiting: (await topicsWaiting(uncounted)).slice(before.length) } }
  }
}

/** Events go to other services, which only some installations have; they are no part of what a stranger can see. */
async function topicsWaiting(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('outbox').select('topic').where('topic', '<>', 'event').orderBy('position').execute()
  return rows.map(({ topic }) => topic)
}
