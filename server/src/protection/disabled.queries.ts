import { type Expression, expressionBuilder, sql } from 'kysely'
import type { Schema } from '../platform/db/schema.ts'
import { never } from './attempts.queries.ts'

/**
 * For a statement about accounts: whether an operator has disabled the password of this one. A sign-in that looked at
 * the password before does not meet the counter any more, so it asks again where it opens something.
 */
export function isDisabled(accountId: Expression<string>) {
  const { exists, selectFrom } = expressionBuilder<Schema>()
  return exists(
    selectFrom('attempt')
      .select('attempt.key')
      .where('attempt.key', '=', sql<string>`'password:' || ${accountId} || ':total'`)
      .where('attempt.window_ends_at', '>=', never),
  )
}
