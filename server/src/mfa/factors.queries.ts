import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'

export type FactorKind = 'totp' | 'email' | 'sms'

export type Factor = {
  kind: FactorKind
  /** Where codes go: an address or an E.164 number; empty for TOTP. */
  target: string
  sealedSeed: Uint8Array | null
  lastStep: number
  confirmedAt: Date | null
  pendingTarget: string | null
  pendingSeed: Uint8Array | null
  pendingUntil: Date | null
}

const factorColumns = [
  'kind',
  'target',
  'sealed_seed as sealedSeed',
  'last_step as lastStep',
  'confirmed_at as confirmedAt',
  'pending_target as pendingTarget',
  'pending_seed as pendingSeed',
  'pending_until as pendingUntil',
] as const

export async function listFactors(db: Db, accountId: string): Promise<Factor[]> {
  return (await factorsOf(db, { accountId })) as Factor[]
}

const factorsOf = hotQuery((db, { accountId }: { accountId: string }) =>
  db.selectFrom('factor').select(factorColumns).where('account_id', '=', accountId).orderBy('kind'),
)

export async function findFactor(db: Db, accountId: string, kind: FactorKind): Promise<Factor | undefined> {
  return (await listFactors(db, accountId)).find((factor) => factor.kind === kind)
}

type Pending = { accountId: string; kind: FactorKind; target: string; seed: Uint8Array | null; until: Date }

/** Puts a pending enrolment beside whatever is active; the active factor stays as it is. */
export async function savePending(db: Db, { accountId, kind, target, seed, until }: Pending): Promise<void> {
  const pending = { pending_target: target, pending_seed: seed, pending_until: until }
  await db
    .insertInto('factor')
    .values({
      account_id: accountId,
      kind,
      target: '',
      sealed_seed: null,
      last_step: 0,
      confirmed_at: null,
      ...pending,
    })
    .onConflict((oc) => oc.columns(['account_id', 'kind']).doUpdateSet(pending))
    .execute()
}

type Confirmation = {
  accountId: string
  kind: FactorKind
  pendingUntil: Date
  seed: Uint8Array | null
  lastStep: number
}

/** Makes the pending enrolment that was looked at the active factor; of simultaneous calls one gets true. */
export async function confirmPending(db: Db, of: Confirmation, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('factor')
    .set({
      target: sql<string>`pending_target`,
      sealed_seed: of.seed,
      last_step: of.lastStep,
      confirmed_at: now,
      pending_target: null,
      pending_seed: null,
      pending_until: null,
    })
    .where('account_id', '=', of.accountId)
    .where('kind', '=', of.kind)
    .where('pending_until', '=', of.pendingUntil)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Takes a TOTP step: once, and never one before it (RFC 6238 section 5.2). Of simultaneous calls one gets true. */
export async function takeStep(db: Db, accountId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('factor')
    .set({ last_step: step })
    .where('account_id', '=', accountId)
    .where('kind', '=', 'totp')
    .where('confirmed_at', 'is not', null)
    .where('last_step', '<', step)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Ends a factor and whatever is pending of its kind; false when there was none active. */
export async function deleteFactor(db: Db, accountId: string, kind: FactorKind): Promise<boolean> {
  const rows = await db
    .deleteFrom('factor')
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .returning('confirmed_at as confirmedAt')
    .execute()
  return rows.some(({ confirmedAt }) => confirmedAt !== null)
}

/** Ends all factors of an account and whatever is pending. */
export async function deleteFactors(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('factor').where('account_id', '=', accountId).execute()
}

/** Ends whatever of an account waits for its confirmation; what is active stays. */
export async function clearPending(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('factor').where('account_id', '=', accountId).where('confirmed_at', 'is', null).execute()
  await db
    .updateTable('factor')
    .set({ pending_target: null, pending_seed: null, pending_until: null })
    .where('account_id', '=', accountId)
    .execute()
}

export type SealedSeeds = { accountId: string; sealedSeed: Uint8Array | null; pendingSeed: Uint8Array | null }

/** Seeds in the order of their accounts, a page after `after`. */
export async function listSealedSeeds(db: Db, after: string, most: number): Promise<SealedSeeds[]> {
  return db
    .selectFrom('factor')
    .select(['account_id as accountId', 'sealed_seed as sealedSeed', 'pending_seed as pendingSeed'])
    .where('kind', '=', 'totp')
    .where('account_id', '>', after)
    .orderBy('account_id')
    .limit(most)
    .execute()
}

/** Puts newly sealed bytes in the place of the old ones, unless the factor was changed meanwhile. */
export async function replaceSeed(
  db: Db,
  accountId: string,
  column: 'sealed_seed' | 'pending_seed',
  bytes: { old: Uint8Array; new: Uint8Array },
): Promise<void> {
  await db
    .updateTable('factor')
    .set({ [column]: bytes.new })
    .where('account_id', '=', accountId)
    .where('kind', '=', 'totp')
    .where(column, '=', bytes.old)
    .execute()
}

/** Forgets enrolments that were begun and not confirmed in time; what is active stays. A small batch at a time. */
export async function deleteEndedEnrolments(db: Db, endedBefore: Date, most: number): Promise<number> {
  const ended = db.selectFrom('factor').select('account_id').where('pending_until', '<', endedBefore).limit(most)
  const { numDeletedRows } = await db
    .deleteFrom('factor')
    .where('account_id', 'in', ended)
    .where('confirmed_at', 'is', null)
    .where('pending_until', '<', endedBefore)
    .executeTakeFirstOrThrow()
  const { numUpdatedRows } = await db
    .updateTable('factor')
    .set({ pending_target: null, pending_seed: null, pending_until: null })
    .where('account_id', 'in', ended)
    .where('pending_until', '<', endedBefore)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows + numUpdatedRows)
}

/** Puts active factors in as another service had them. */
export async function insertFactors(tx: Tx, factors: Insertable<Schema['factor']>[]): Promise<void> {
  await tx.insertInto('factor').values(factors).execute()
}
