import { sql } from 'kysely'
import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'
import type { AuditChains } from '../platform/db/schema.ts'
import { exactTime } from './seal.queries.ts'

/** Time and chains as texts: somebody may have damaged them. */
export type StoredCheckpoint = { at: string | null; chains: string; sealedKey: Uint8Array; signature: string }
export type NewCheckpoint = Omit<StoredCheckpoint, 'at' | 'chains'> & { at: Date; chains: AuditChains }

/** There is one checkpoint. An older one beside it would be a chance to put it in the newest one's place. */
const only = 'newest'

function selectCheckpoint(db: Db) {
  return db
    .selectFrom('audit_checkpoint')
    .select([
      exactTime(db).as('at'),
      sql<string>`cast(chains as text)`.as('chains'),
      'sealed_key as sealedKey',
      'signature',
    ])
    .where('id', '=', only)
}

export async function findCheckpoint(db: Db): Promise<StoredCheckpoint | undefined> {
  return selectCheckpoint(db).executeTakeFirst()
}

/**
 * Takes the checkpoint until the transaction ends: whoever has it seals, removes or forgets, and nobody else does. On
 * SQLite writers come one by one anyway.
 * @param busy what to do while another has it: `pass` gives undefined
 */
export async function takeCheckpoint(tx: Tx, busy: 'wait' | 'pass'): Promise<StoredCheckpoint | undefined> {
  const query = selectCheckpoint(tx)
  if (!isPostgres(tx)) return query.executeTakeFirst()
  return (busy === 'pass' ? query.forUpdate().skipLocked() : query.forUpdate()).executeTakeFirst()
}

export async function storeCheckpoint(tx: Tx, checkpoint: NewCheckpoint): Promise<void> {
  const { at, chains, sealedKey, signature } = checkpoint
  const values = { at, chains, sealed_key: sealedKey, signature }
  await tx
    .insertInto('audit_checkpoint')
    .values({ id: only, ...values })
    .onConflict((oc) => oc.column('id').doUpdateSet(values))
    .execute()
}

export async function replaceSealedKey(tx: Tx, sealedKey: Uint8Array): Promise<void> {
  await tx.updateTable('audit_checkpoint').set({ sealed_key: sealedKey }).where('id', '=', only).execute()
}
