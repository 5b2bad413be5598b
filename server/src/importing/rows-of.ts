import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import { tokenDigest } from '../base/random.ts'
import { quickValue } from '../mfa/backup-codes.ts'
import type { App } from '../platform/app.ts'
import type { Schema } from '../platform/db/schema.ts'
import type { Checked } from './check-newcomer.ts'

type Row<T extends keyof Schema> = Insertable<Schema[T]>

/**
 * The account itself; flags of second factors tell what comes along, whatever the source said.
 * @param at when it is brought
 */
export function accountOf(
  { newcomer, email, username, usernameKey, secret, phone }: Checked,
  at: Date,
): Row<'account'> {
  const { isEmailVerified, hasEmailFactor } = newcomer
  return {
    id: newcomer.id,
    email: email.address,
    email_key: email.key,
    username,
    username_key: usernameKey,
    display_name: newcomer.displayName,
    locale: newcomer.locale,
    timezone: newcomer.timezone,
    avatar_url: newcomer.avatarUrl,
    roles: [...newcomer.roles],
    is_active: newcomer.isActive,
    // When is not known. That it is no later than the import says that nobody has proved it here.
    email_verified_at: isEmailVerified ? at : null,
    mfa_enabled: secret !== null,
    email_mfa_enabled: hasEmailFactor && isEmailVerified,
    is_phone_verified: phone !== null,
    has_passkey: false,
    last_login_at: newcomer.lastLoginAt,
    created_at: newcomer.createdAt,
    updated_at: newcomer.updatedAt,
  }
}

export function factorsOf(app: App, { newcomer, email, secret, phone }: Checked, at: Date): Row<'factor'>[] {
  const { id, hasEmailFactor, isEmailVerified } = newcomer
  const common = { account_id: id, last_step: 0, confirmed_at: at, sealed_seed: null }
  const empty = { pending_target: null, pending_seed: null, pending_until: null }
  const factors: Row<'factor'>[] = []
  if (secret !== null) {
    const seed = app.sealer.seal('totp-seed', secret, id)
    factors.push({ ...common, ...empty, kind: 'totp', target: '', sealed_seed: seed })
  }
  if (hasEmailFactor && isEmailVerified) factors.push({ ...common, ...empty, kind: 'email', target: email.address })
  if (phone !== null) factors.push({ ...common, ...empty, kind: 'sms', target: phone })
  return factors
}

/** Codes on paper, from here on as keyed digests; they are a way beside another factor only. */
export function backupCodesOf(app: App, { newcomer, secret }: Checked, at: Date): Row<'backup_code'>[] {
  if (secret === null) return []
  return [...new Set(newcomer.backupCodes)].map((code) => ({
    id: randomUUID(),
    account_id: newcomer.id,
    digest: app.sealer.digest('backup-code', quickValue({ accountId: newcomer.id, code })),
    created_at: at,
    used_at: null,
  }))
}

export function identitiesOf(app: App, { newcomer }: Checked): Row<'social_identity'>[] {
  return newcomer.identities.map(({ provider, issuer, subject, email }) => ({
    id: randomUUID(),
    account_id: newcomer.id,
    provider,
    issuer,
    subject,
    email,
    sealed_tokens: null,
    created_at: app.now(),
    last_used_at: null,
  }))
}

/** Links that are in somebody's mailbox go on working, once; that they prove the mailbox nobody can tell any more. */
export function resetLinksOf(app: App, { newcomer, email }: Checked): Row<'proof'>[] {
  if (!newcomer.isEmailVerified) return []
  return newcomer.resetLinks.map(({ token, expiresAt }) => ({
    id: randomUUID(),
    account_id: newcomer.id,
    purpose: 'reset_password',
    target: email.address,
    token_digest: tokenDigest(token),
    code_digest: null,
    tries_left: 0,
    created_at: app.now(),
    expires_at: expiresAt,
    consumed_at: null,
    superseded_at: null,
    about: null,
  }))
}
