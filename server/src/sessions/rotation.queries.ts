import { sql } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'

/** From one generation of a session to the next. */
export type Rotation = {
  readonly sessionId: string
  readonly generation: number
  readonly now: Date
  readonly expiresAt: Date
}

/** Moves the session to its next generation, if it still stands at this one and its person may act: one statement. */
export async function rotateAlone(db: Db, rotation: Rotation): Promise<boolean> {
  return (await rotate(db, { ...rotation, next: rotation.generation + 1 })).length > 0
}

const rotate = hotQuery<Rotation & { next: number }, { generation: number }>(
  (db, { sessionId, generation, next, now, expiresAt }) =>
    db
      .updateTable('session')
      .set({ generation: next, rotated_at: now, expires_at: expiresAt })
      .where('id', '=', sessionId)
      .where('generation', '=', generation)
      .where('revoked_at', 'is', null)
      .where('session.expires_at', '>', now)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('account')
            .select(sql`1`.as('active'))
            .whereRef('account.id', '=', 'session.account_id')
            .where('account.is_active', '=', sql.lit(true)),
        ),
      )
      .returning('generation'),
)

/**
 * As `rotateAlone`, for several sessions in one statement on PostgreSQL, each named once. Those that somebody else is
 * changing are passed over, so that it waits for nobody, and nobody in a circle for it.
 * @returns the ids of those that were rotated
 */
export async function rotateFree(db: Db, rotations: readonly Rotation[]): Promise<ReadonlySet<string>> {
  const asked = JSON.stringify(
    rotations.map(({ sessionId, generation, now, expiresAt }) => ({
      id: sessionId,
      generation,
      now,
      expires_at: expiresAt,
    })),
  )
  const { rows } = await sql<{ id: string }>`
    with asked as (
      select * from jsonb_to_recordset(${asked}::jsonb)
        as asked(id uuid, generation bigint, now timestamptz, expires_at timestamptz)
    ), free as (
      select session.id, asked.generation, asked.now, asked.expires_at
      from asked
      join session on session.id = asked.id
      join account on account.id = session.account_id
      where session.generation = asked.generation and session.revoked_at is null and session.expires_at > asked.now
        and account.is_active
      for no key update of session skip locked
    )
    update session
    set generation = free.generation + 1, rotated_at = free.now, expires_at = free.expires_at
    from free where session.id = free.id
    returning session.id`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
