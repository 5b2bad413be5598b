import { type Db, isPostgres, type Tx } from '../platform/db/db.ts'
import { hotInsert, hotQuery } from '../platform/db/hot-query.ts'
import type { FactorFlags } from './factor-policy.ts'

const factorFlags = [
  'account.mfa_enabled as mfaEnabled',
  'account.email_mfa_enabled as emailMfaEnabled',
  'account.is_phone_verified as isPhoneVerified',
  'account.has_passkey as hasPasskey',
] as const

export const insertSession = hotInsert('session')

type SessionOfAccount = { accountId: string; sessionId: string }

/** What the guard asks at each request, for questions that ask more of the account along with it. */
export function standingOf(db: Db, { accountId, sessionId }: SessionOfAccount) {
  return db
    .selectFrom('account')
    .leftJoin('session', (join) => join.onRef('session.account_id', '=', 'account.id').on('session.id', '=', sessionId))
    .select([
      'account.is_active as isActive',
      'account.roles',
      'session.id as sessionId',
      'session.auth_time as authTime',
      'session.factor_at as factorAt',
      'session.revoked_at as revokedAt',
      'session.last_seen_at as lastSeenAt',
      'session.access_from as accessFrom',
      ...factorFlags,
    ])
    .where('account.id', '=', accountId)
}

/** Does the session live, may its person act. */
export const findStanding = hotQuery(standingOf)

export type Standing = Awaited<ReturnType<typeof findStanding>>[number]

/** The session of a sign-in that must enrol a factor, by the token that does so. */
export const findEnrolling = hotQuery((db, { digest, now }: { digest: string; now: Date }) =>
  db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select([
      'session.id as sessionId',
      'session.account_id as accountId',
      'session.auth_time as authTime',
      'session.factor_at as factorAt',
      'session.acr',
      'session.amr',
      'session.created_at as createdAt',
      'account.is_active as isActive',
      'account.roles',
      ...factorFlags,
    ])
    .where('session.enrolment_digest', '=', digest)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', now),
)

/** A session with what its tokens say of its person. */
export type SessionView = {
  id: string
  accountId: string
  generation: number
  rotatedAt: Date | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  revokedAt: Date | null
  amr: string[]
  acr: string
  authTime: Date
  factorAt: Date | null
  accessFrom: Date | null
  isActive: boolean
  email: string
  username: string
  locale: string
  emailVerifiedAt: Date | null
  roles: string[]
} & FactorFlags

export const findSession = hotQuery<{ sessionId: string }, SessionView>((db, { sessionId }) =>
  db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select([
      'session.id',
      'session.account_id as accountId',
      'session.generation',
      'session.rotated_at as rotatedAt',
      'session.created_at as createdAt',
      'session.last_seen_at as lastSeenAt',
      'session.expires_at as expiresAt',
      'session.revoked_at as revokedAt',
      'session.amr',
      'session.acr',
      'session.auth_time as authTime',
      'session.factor_at as factorAt',
      'session.access_from as accessFrom',
      'account.is_active as isActive',
      'account.email',
      'account.username',
      'account.locale',
      'account.email_verified_at as emailVerifiedAt',
      'account.roles',
      ...factorFlags,
    ])
    .where('session.id', '=', sessionId),
)

type Enrolled = { id: string; deviceId: string; expiresAt: Date; now: Date }

/**
 * Makes the session of a sign-in that had to enrol a factor, and has, one like any other: of simultaneous calls one gets
 * true.
 */
export async function finishEnrolment(db: Db, { id, deviceId, expiresAt, now }: Enrolled): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ enrolment_digest: null, generation: 1, device_id: deviceId, expires_at: expiresAt, last_seen_at: now })
    .where('id', '=', id)
    .where('enrolment_digest', 'is not', null)
    .where('acr', '=', 'aal2')
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

type Proof = { amr: readonly string[]; acr: string; authTime: Date; factorAt: Date | null }

/** Notes a fresh proof on a live session, which its next access token then tells. */
export async function noteProof(db: Db, id: string, proof: Proof): Promise<void> {
  await db
    .updateTable('session')
    .set({ amr: [...proof.amr], acr: proof.acr, auth_time: proof.authTime, factor_at: proof.factorAt })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Lets no access token of a live session count that was issued before then. */
export async function replaceAccess(db: Db, id: string, from: Date): Promise<void> {
  await db
    .updateTable('session')
    .set({ access_from: from })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Lets a live session last until then, if it would end before. */
export async function extendSession(db: Db, id: string, expiresAt: Date): Promise<void> {
  await db
    .updateTable('session')
    .set({ expires_at: expiresAt })
    .where('id', '=', id)
    .where('expires_at', '<', expiresAt)
    .where('revoked_at', 'is', null)
    .execute()
}

export type Ended = { id: string }

export async function revokeSession(db: Db, id: string, end: { at: Date; reason: string }): Promise<Ended[]> {
  return db
    .updateTable('session')
    .set({ revoked_at: end.at, revoked_reason: end.reason })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
}

/**
 * Takes the account's row until the transaction ends, as a sign-in does; on SQLite writers come one by one anyway. An act
 * on what opens an account (password, address, proofs, sessions) begins with it: the acts then come one after the other,
 * and none waits in a circle for rows that another has taken.
 */
export async function holdAccount(tx: Tx, accountId: string): Promise<void> {
  if (!isPostgres(tx)) return
  await tx.selectFrom('account').select('id').where('id', '=', accountId).forNoKeyUpdate().execute()
}

/** Ends all sessions of an account, but for the one to be kept. */
export async function revokeSessionsOf(
  db: Db,
  accountId: string,
  end: { at: Date; reason: string; keep?: string },
): Promise<Ended[]> {
  let query = db
    .updateTable('session')
    .set({ revoked_at: end.at, revoked_reason: end.reason })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
  if (end.keep !== undefined) query = query.where('id', '<>', end.keep)
  return query.returning('id').execute()
}

/** Clears sessions that ended long ago, a small batch at a time. */
export async function deleteEndedSessions(db: Db, endedBefore: Date, most: number): Promise<number> {
  const ended = db.selectFrom('session').select('id').where('expires_at', '<', endedBefore).limit(most)
  const { numDeletedRows } = await db.deleteFrom('session').where('id', 'in', ended).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
