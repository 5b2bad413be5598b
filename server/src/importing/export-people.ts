import type { DirectoryEntry } from '../accounts/directory.queries.ts'
import { everyEntry } from '../accounts/directory.ts'
import { recordEvent } from '../audit/record-event.ts'
import { type Factor, listFactors } from '../mfa/factors.queries.ts'
import { findPasswordHash } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import { listIdentities } from '../social/identities.queries.ts'

type Beside = {
  phone_number: string | null
  email_mfa_enabled: boolean
  identities: { provider: string; issuer: string; subject: string; email: string | null }[]
  password_hash?: string | null
  totp_secret?: string | null
}

/**
 * Everybody, with what another service would need of them, in the order of their ids.
 * @param withSecrets with hashes and seeds, which open accounts: the log says that they were taken out. Backup codes and
 *   passkeys cannot come along: of the codes there are digests only, and a key belongs to the site that it was made for.
 */
export async function* exportPeople(
  app: App,
  withSecrets: boolean,
): AsyncGenerator<{ entry: DirectoryEntry; beside: Beside }> {
  if (withSecrets)
    await recordEvent(app, app.db, undefined, { name: 'account.secrets_exported', accountId: null, facts: {} })
  for await (const entry of everyEntry(app)) yield { entry, beside: await readBeside(app, entry.id, withSecrets) }
}

async function readBeside(app: App, id: string, withSecrets: boolean): Promise<Beside> {
  const factors = (await listFactors(app.db, id)).filter(({ confirmedAt }) => confirmedAt !== null)
  const identities = await listIdentities(app.db, id)
  const beside = {
    phone_number: factors.find(({ kind }) => kind === 'sms')?.target ?? null,
    email_mfa_enabled: factors.some(({ kind }) => kind === 'email'),
    identities: identities.map(({ provider, issuer, subject, email }) => ({ provider, issuer, subject, email })),
  }
  if (!withSecrets) return beside
  const [password] = await findPasswordHash(app.db, { accountId: id })
  return { ...beside, password_hash: password?.hash ?? null, totp_secret: secretOf(app, id, factors) }
}

function secretOf(app: App, id: string, factors: readonly Factor[]): string | null {
  const seed = factors.find(({ kind }) => kind === 'totp')?.sealedSeed
  return seed ? app.sealer.open('totp-seed', seed, id).toString() : null
}
