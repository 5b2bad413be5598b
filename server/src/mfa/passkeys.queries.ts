import type { Insertable } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import { hotQuery } from '../platform/db/hot-query.ts'
import type { Schema } from '../platform/db/schema.ts'

const passkeyColumns = [
  'id',
  'account_id as accountId',
  'credential_id as credentialId',
  'public_key as publicKey',
  'sign_count as signCount',
  'transports',
  'aaguid',
  'name',
  'is_backed_up as isBackedUp',
  'is_multi_device as isMultiDevice',
  'is_user_verified as isUserVerified',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const

const passkeysOf = hotQuery((db, { accountId }: { accountId: string }) =>
  db
    .selectFrom('passkey')
    .select(passkeyColumns)
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id'),
)

export type Passkey = Awaited<ReturnType<typeof passkeysOf>>[number]

export async function listPasskeys(db: Db, accountId: string): Promise<Passkey[]> {
  return passkeysOf(db, { accountId })
}

export async function findPasskey(db: Db, credentialId: string): Promise<Passkey | undefined> {
  return db.selectFrom('passkey').select(passkeyColumns).where('credential_id', '=', credentialId).executeTakeFirst()
}

/** Keeps a new passkey; false when its credential is some account's already. */
export async function insertPasskey(db: Db, passkey: Insertable<Schema['passkey']>): Promise<boolean> {
  const kept = await db
    .insertInto('passkey')
    .values(passkey)
    .onConflict((oc) => oc.column('credential_id').doNothing())
    .returning('id')
    .execute()
  return kept.length > 0
}

type Use = { id: string; signCount: number; isBackedUp: boolean; at: Date }

/**
 * Notes a use, if its counter has risen: of simultaneous uses with one counter one gets true. Passkeys that many devices
 * share do not count and always tell zero (WebAuthn level 3, section 6.1.1).
 */
export async function noteUse(db: Db, { id, signCount, isBackedUp, at }: Use): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('passkey')
    .set({ sign_count: signCount, is_backed_up: isBackedUp, last_used_at: at })
    .where('id', '=', id)
    .where((eb) => (signCount === 0 ? eb('sign_count', '=', 0) : eb('sign_count', '<', signCount)))
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

type Owned = { id: string; accountId: string }

export async function renamePasskeyRow(db: Db, { id, accountId }: Owned, name: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('passkey')
    .set({ name })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function deletePasskey(db: Db, { id, accountId }: Owned): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('passkey')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Ends the passkeys that an account got since a moment; false when there was none. */
export async function deletePasskeysSince(db: Db, accountId: string, since: Date): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('passkey')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Ends all passkeys of an account; false when there was none. */
export async function deletePasskeysOf(db: Db, accountId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('passkey')
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
