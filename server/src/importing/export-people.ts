import type { DirectoryEntry } from '../accounts/directory.queries.ts'
import { everyPage } from '../accounts/directory.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { App } from '../platform/app.ts'
import {
  type KeptFactor,
  type KeptIdentity,
  listConfirmed,
  listHashes,
  listLinked,
  type Span,
} from './export-people.queries.ts'

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
  for await (const page of everyPage(app)) {
    const kept = await readKept(app, { from: page[0].id, upTo: (page.at(-1) ?? page[0]).id }, withSecrets)
    for (const entry of page) yield { entry, beside: besideOf(app, entry.id, kept) }
  }
}

type Kept = {
  readonly factors: ReadonlyMap<string, readonly KeptFactor[]>
  readonly identities: ReadonlyMap<string, readonly KeptIdentity[]>
  /** Undefined where no secrets are wanted. */
  readonly hashes: ReadonlyMap<string, string> | undefined
}

/** What a page of people has, in three queries. */
async function readKept({ db }: App, span: Span, withSecrets: boolean): Promise<Kept> {
  const owner = ({ accountId }: { accountId: string }): string => accountId
  const hashes = withSecrets ? await listHashes(db, span) : undefined
  return {
    factors: Map.groupBy(await listConfirmed(db, span), owner),
    identities: Map.groupBy(await listLinked(db, span), owner),
    hashes: hashes && new Map(hashes.map(({ accountId, hash }) => [accountId, hash])),
  }
}

function besideOf(app: App, id: string, kept: Kept): Beside {
  const factors = kept.factors.get(id) ?? []
  const identities = kept.identities.get(id) ?? []
  const beside = {
    phone_number: factors.find(({ kind }) => kind === 'sms')?.target ?? null,
    email_mfa_enabled: factors.some(({ kind }) => kind === 'email'),
    identities: identities.map(({ provider, issuer, subject, email }) => ({ provider, issuer, subject, email })),
  }
  if (kept.hashes === undefined) return beside
  return { ...beside, password_hash: kept.hashes.get(id) ?? null, totp_secret: secretOf(app, id, factors) }
}

function secretOf(app: App, id: string, factors: readonly KeptFactor[]): string | null {
  const seed = factors.find(({ kind }) => kind === 'totp')?.sealedSeed
  return seed ? app.sealer.open('totp-seed', seed, id).toString() : null
}
