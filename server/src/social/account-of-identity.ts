import { type Account, findAccount, findAccountByEmail, releaseUsername } from '../accounts/accounts.queries.ts'
import { claimUsername } from '../accounts/claim-username.ts'
import { createAccount } from '../accounts/create-account.ts'
import { findUnprovedImport, forgetImportedProof } from '../accounts/imports.queries.ts'
import { requireOpenRegistration } from '../accounts/require-open-registration.ts'
import { confirmEmail } from '../accounts/verify-email.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { type EmailAddress, parseEmailAddress } from '../base/email-address.ts'
import { Problem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import type { App } from '../platform/app.ts'
import { isUniqueViolation } from '../platform/db/database-error.ts'
import type { Tx } from '../platform/db/db.ts'
import { isFrozen } from '../protection/freeze.ts'
import { holdAccount } from '../sessions/sessions.queries.ts'
import { deriveUsername } from './derive-username.ts'
import { forgetStranger } from './forget-stranger.ts'
import { findIdentity, listIdentities, noteIdentityUse } from './identities.queries.ts'
import type { Proof } from './kept-proof.ts'
import { addLink, sealTokens } from './note-link.ts'

/** An account, and by which of its outside identities it is entered. */
export type Entry = { readonly account: Account; readonly identityId: string }

/** So many sign-ups of one name or person at one moment are no accident. */
const mostTries = 10

/**
 * The account that a proven outside identity opens. A new identity is linked to the account of its address, if the
 * provider has proved that address; an account that nobody had proved here, be it that another service said so, is cleared
 * of its stranger first; and where there is no account, one is made.
 * @throws Problem `email_not_verified_by_provider`; `registration_closed` for somebody new; `link_conflict` when the account is linked to somebody else at the
 *   same provider; `bad_credentials` for an account that may not be entered
 */
export async function accountOfIdentity(app: App, caller: Caller, proof: Proof): Promise<Entry> {
  for (let tried = 1; ; tried++) {
    try {
      return await enter(app, caller, proof)
    } catch (error) {
      // Of two at the same moment the second begins again, and finds what the first has made.
      if (tried >= mostTries || !isOvertaken(error)) throw error
    }
  }
}

async function enter(app: App, caller: Caller, proof: Proof): Promise<Entry> {
  const { identity, accessToken } = proof
  const known = await findIdentity(app.db, identity)
  if (known) {
    const [account] = await findAccount(app.db, { id: known.accountId })
    const open = requireOpen(account)
    if (await isFrozen(app.db, open.id)) throw new Problem('bad_credentials')
    // An ID token that an app sent comes without an access token, which is no reason to forget the one that is kept.
    const keeps = app.config.social.storeTokens && accessToken === undefined
    const tokens = keeps ? undefined : sealTokens(app, known.id, accessToken)
    await noteIdentityUse(app.db, { id: known.id, email: identity.email ?? null, tokens, at: app.now() })
    return { account: open, identityId: known.id }
  }
  const email = parseEmailAddress(identity.email ?? '')
  if (!email || !identity.emailVerified) throw new Problem('email_not_verified_by_provider')
  const [owner] = await findAccountByEmail(app.db, { emailKey: email.key })
  return owner ? joinOwner(app, caller, { owner, proof, email }) : signUp(app, caller, proof, email)
}

type Joining = { owner: Account; proof: Proof; email: EmailAddress }

function joinOwner(app: App, caller: Caller, { owner, proof, email }: Joining): Promise<Entry> {
  return app.transaction(async (tx) => {
    await holdAccount(tx, owner.id)
    // Looked at again now that nobody can change it: it may have been verified, moved or switched off meanwhile.
    const [account] = await findAccount(tx, { id: owner.id })
    const isShut = !account?.isActive || (await isFrozen(tx, owner.id))
    if (isShut || account.emailKey !== email.key) throw new Problem('bad_credentials')
    if (account.emailVerifiedAt === null) return claim(app, tx, caller, { owner: account, proof })
    await refuseConflict(tx, account.id, proof)
    const importedAt = await findUnprovedImport(tx, account.id)
    if (importedAt) return claim(app, tx, caller, { owner: account, proof, importedAt })
    const identityId = await addLink(app, tx, caller, { account, proof, by: 'verified_address' })
    return { account, identityId }
  })
}

type Claim = { owner: Account; proof: Proof; importedAt?: Date }

/** The owner of an address comes to an account that somebody registered with it, here or where it was brought from. */
async function claim(app: App, tx: Tx, caller: Caller, { owner, proof, importedAt }: Claim): Promise<Entry> {
  const accountId = owner.id
  await forgetStranger(app, tx, caller, { accountId, importedAt })
  if (importedAt) await forgetImportedProof(tx, accountId)
  await confirmEmail(app, tx, caller, { accountId, email: owner.email, by: 'provider' })
  const [account] = await findAccount(tx, { id: accountId })
  const open = requireOpen(account)
  const identityId = await addLink(app, tx, caller, { account: open, proof, by: 'unverified_address' })
  return { account: open, identityId }
}

/**
 * A provider that names another person for an address says that the address has changed hands. Its new owner is not the
 * account's.
 */
async function refuseConflict(tx: Tx, accountId: string, { identity }: Proof): Promise<void> {
  const links = await listIdentities(tx, accountId)
  if (links.some(({ provider }) => provider === identity.provider)) throw new Problem('link_conflict')
}

async function signUp(app: App, caller: Caller, proof: Proof, email: EmailAddress): Promise<Entry> {
  requireOpenRegistration(app)
  const username = await deriveUsername(app, proof.identity)
  return app.transaction(async (tx) => {
    await claimUsername(app, tx, username)
    const { language: locale } = caller
    const account = await createAccount(app, tx, { email: email.address, username, locale, verified: true })
    await releaseUsername(tx, usernameKey(username))
    await recordEvent(app, tx, caller, { name: 'account.registered', accountId: account.id, facts: { username } })
    const identityId = await addLink(app, tx, caller, { account, proof, by: 'sign_up' })
    return { account, identityId }
  })
}

function requireOpen(account: Account | undefined): Account {
  if (!account?.isActive || !account.emailVerifiedAt) throw new Problem('bad_credentials')
  return account
}

function isOvertaken(error: unknown): boolean {
  if (error instanceof Problem)
    return error.options.fields?.email !== undefined || error.options.fields?.username !== undefined
  return isUniqueViolation(error, 'social_identity') || isUniqueViolation(error, 'issuer')
}
