import type { Db } from '../platform/db/db.ts'
import type { TableName } from '../platform/db/schema.ts'
import { isCounterOf } from '../protection/attempts.queries.ts'
import type { Export } from './ownership-types.ts'

export type ExportedRow = Record<string, unknown>
type Wish = { accountId: string; after: ExportedRow | undefined; most: number }

/** The names of a table's own columns are checked where the registry is written; here they are texts. */
type Plan = Pick<Export<'session'>, 'order' | 'columns'> & { by: 'account_id' | 'counters' }

/**
 * A page of an account's rows of one table, behind the row `after`, with the columns that are shown and the order's.
 */
export async function listOwnRows(db: Db, table: TableName, plan: Plan, wish: Wish): Promise<ExportedRow[]> {
  const { by, order } = plan
  const shown = Object.entries(plan.columns).flatMap(([name, is]) => (is === 'shown' ? [name as 'id'] : []))
  const base = db.selectFrom(table as 'session').select(shown)
  const own = by === 'counters' ? base.where(isCounterOf(wish.accountId) as never) : base.where(by, '=', wish.accountId)
  const { after } = wish
  const [first, second] = order
  const rest =
    after === undefined
      ? own
      : own.where(({ eb, refTuple, tuple }) =>
          eb(refTuple(first, second), '>', tuple(after[first] as never, after[second] as never)),
        )
  return rest.orderBy(first).orderBy(second).limit(wish.most).execute() as Promise<ExportedRow[]>
}
