import type { Tx } from '../platform/db/db.ts'

/** The pseudonyms of an account in its sealed events: one, and one more for each time that the log's key was lost. */
export async function listSubjects(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('audit_event')
    .select('subject')
    .distinct()
    .where('account_id', '=', accountId)
    .where('position', 'is not', null)
    .orderBy('subject')
    .execute()
  return rows.flatMap(({ subject }) => subject ?? [])
}

/** Empties what is personal in the sealed events of an account; the salt goes too, so that nobody can try it out. */
export async function erasePersonal(tx: Tx, accountId: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('audit_event')
    .set({
      account_id: null,
      session_id: null,
      ip: '',
      user_agent: '',
      request_id: '',
      personal_facts: null,
      salt: null,
    })
    .where('account_id', '=', accountId)
    .where('position', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
