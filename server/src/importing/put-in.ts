import { endFirstAdminLinks } from '../accounts/first-admin.queries.ts'
import { insertAccounts, insertOrigins } from '../accounts/imports.queries.ts'
import { recordOfMany } from '../audit/record-event.ts'
import { insertBackupCodes } from '../mfa/backup-codes.queries.ts'
import { insertFactors } from '../mfa/factors.queries.ts'
import { insertPasswords } from '../passwords/passwords.queries.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { insertProof } from '../proofs/proofs.queries.ts'
import { insertAttempts } from '../protection/attempts.queries.ts'
import { formerCounters } from '../protection/lockout.ts'
import { insertFormerLogins } from '../sessions/former-login.queries.ts'
import { insertIdentities } from '../social/identities.queries.ts'
import type { Checked } from './check-newcomer.ts'
import type { Source } from './newcomer.ts'
import { accountOf, backupCodesOf, factorsOf, identitiesOf, resetLinksOf } from './rows-of.ts'

/** Rows of one statement: as many parameters as SQLite takes, for the widest table several times over. */
const rowsAtOnce = 250

/**
 * Puts people in, whole: account, password, factors, links, locks and the record of it stand or fall together. Other
 * services are not told: they know these people by the same ids already.
 */
export async function putIn(
  app: App,
  tx: Tx,
  people: readonly Checked[],
  { name: source, hasTokens }: Pick<Source, 'name' | 'hasTokens'>,
): Promise<void> {
  const at = app.now()
  const ids = people.map(({ newcomer }) => newcomer.id)
  const from = <T>(rows: (person: Checked) => readonly T[]): T[] => people.flatMap(rows)
  await inParts(
    from((person) => [accountOf(person, at)]),
    (rows) => insertAccounts(tx, rows),
  )
  await inParts(
    ids.map((account_id) => ({ account_id, source, imported_at: at })),
    (rows) => insertOrigins(tx, rows),
  )
  await inParts(
    from(({ newcomer: { id }, hash }) => (hash === null ? [] : [{ account_id: id, hash, changed_at: at }])),
    (rows) => insertPasswords(tx, rows),
  )
  await inParts(
    from((person) => factorsOf(app, person, at)),
    (rows) => insertFactors(tx, rows),
  )
  await inParts(
    from((person) => backupCodesOf(app, person, at)),
    (rows) => insertBackupCodes(tx, rows),
  )
  await inParts(
    from((person) => identitiesOf(app, person)),
    (rows) => insertIdentities(tx, rows),
  )
  await inParts(
    from(({ newcomer }) => formerCounters(app, newcomer.id, newcomer)),
    (rows) => insertAttempts(tx, rows),
  )
  for (const link of from((person) => resetLinksOf(app, person))) await insertProof(tx, link)
  if (hasTokens) {
    const none = { access_session_id: null, access_ended_at: null }
    // Whoever is switched off here is not let in by an old token when they are switched on again.
    const logins = from(({ newcomer: { id, isActive } }) =>
      isActive ? [{ account_id: id, imported_at: at, ...none }] : [],
    )
    await inParts(logins, (rows) => insertFormerLogins(tx, rows))
  }
  await inParts(ids, (some) => recordOfMany(app, tx, some, { name: 'account.imported', facts: { source } }))
  if (people.some(({ newcomer }) => newcomer.isActive && newcomer.roles.includes('admin'))) await endFirstAdminLinks(tx)
}

async function inParts<T>(rows: readonly T[], insert: (part: T[]) => Promise<void>): Promise<void> {
  for (let i = 0; i < rows.length; i += rowsAtOnce) await insert(rows.slice(i, i + rowsAtOnce))
}
