import { randomUUID } from 'node:crypto'
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Caller, Person } from '../base/caller.ts'
import { fieldProblem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { challengeMinutes, issueChallenge } from './challenge.ts'
import { accountOf, noteAdded } from './change-factors.ts'
import { insertPasskey, listPasskeys, type Passkey } from './passkeys.queries.ts'
import { type GivenCredential, readCredential } from './read-credential.ts'
import { relyingParty } from './relying-party.ts'
import { algorithms, webauthnHelpers, webauthnLibrary } from './webauthn-library.ts'

/** More than anybody has keys; a bound on what one account can make us store. */
const mostPasskeys = 20
const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/**
 * What a browser needs to make a credential for this account (WebAuthn level 3, section 5.4).
 * @throws Problem `invalid_input` when the service stands on an IP address or the account has all it may have
 */
export async function beginPasskey(app: App, person: Person): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const party = relyingParty(app)
  const { id, email, username } = await accountOf(app, person)
  const present = await listPasskeys(app.db, id)
  if (present.length >= mostPasskeys) throw tooMany()
  const challenge = await issueChallenge(app, { purpose: 'register', sessionId: person.sessionId })
  return webauthnLibrary().generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userID: userHandleOf(id),
    userName: email,
    userDisplayName: username,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: challengeMinutes * 60_000,
    attestationType: 'none',
    excludeCredentials: present.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: algorithms,
  })
}

/**
 * Keeps a new credential as a second factor of the account, and tells the owner.
 * @throws Problem `invalid_input` for a credential that does not answer this session's challenge, or is known already
 */
export async function confirmPasskey(
  app: App,
  caller: Caller,
  person: Person,
  given: { name: string; credential: GivenCredential },
): Promise<Passkey> {
  const made = await verifyMade(app, person, given.credential)
  if (!made) throw fieldProblem({ credential: ['Invalid credential.'] })
  const account = await accountOf(app, person)
  const passkey = { ...made, id: randomUUID(), accountId: account.id, name: given.name, createdAt: app.now() }
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    if ((await listPasskeys(tx, account.id)).length >= mostPasskeys) throw tooMany()
    const isNew = await insertPasskey(tx, {
      id: passkey.id,
      account_id: account.id,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      sign_count: passkey.signCount,
      transports: passkey.transports,
      aaguid: passkey.aaguid,
      name: passkey.name,
      is_backed_up: passkey.isBackedUp,
      is_multi_device: passkey.isMultiDevice,
      is_user_verified: passkey.isUserVerified,
      created_at: passkey.createdAt,
      last_used_at: null,
    })
    if (!isNew) throw fieldProblem({ credential: ['This credential is registered already.'] })
    await noteAdded(app, tx, caller, { person, account, kind: 'webauthn', passkeyId: passkey.id })
  })
  return { ...passkey, lastUsedAt: null }
}

type Made = Omit<Passkey, 'id' | 'accountId' | 'name' | 'createdAt' | 'lastUsedAt'>

/** WebAuthn level 3, section 7.1. User verification is noted, not asked for: a key without it is a good second factor. */
async function verifyMade(app: App, person: Person, given: GivenCredential): Promise<Made | undefined> {
  const party = relyingParty(app)
  const signed = await readCredential(app, given, { purpose: 'register', sessionId: person.sessionId })
  if (!signed || !isUnattested(signed.response.attestationObject)) return undefined
  const verified = await webauthnLibrary()
    .verifyRegistrationResponse({
      response: given as unknown as RegistrationResponseJSON,
      expectedChallenge: signed.challenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    })
    .catch((error: unknown) => void app.log.info({ err: error }, 'a new credential was refused'))
  if (!verified?.verified) return undefined
  const { credential, aaguid, userVerified, credentialBackedUp, credentialDeviceType } = verified.registrationInfo
  if (credential.id !== signed.id) return undefined
  return {
    credentialId: credential.id,
    publicKey: credential.publicKey,
    signCount: credential.counter,
    transports: readTransports(signed.response.transports),
    aaguid,
    isBackedUp: credentialBackedUp,
    isMultiDevice: credentialDeviceType === 'multiDevice',
    isUserVerified: userVerified,
  }
}

/**
 * We ask for no attestation, and browsers then send none, or one by the key itself. Certificates are not looked at: their
 * chains name addresses to ask, and nobody shall choose whom this service asks.
 */
function isUnattested(attestationObject: unknown): boolean {
  if (typeof attestationObject !== 'string') return false
  try {
    const decoded = webauthnHelpers().decodeAttestationObject(
      Uint8Array.from(Buffer.from(attestationObject, 'base64url')),
    )
    const fmt = decoded.get('fmt')
    return fmt === 'none' || (fmt === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
  } catch {
    return false
  }
}

/** Hints of the browser how to reach the authenticator; words that we do not know are dropped. */
function readTransports(given: unknown): string[] {
  return Array.isArray(given) ? knownTransports.filter((known) => given.includes(known)) : []
}

/** What a discoverable credential says whose it is: the account's id, which tells nothing of the person. */
export function userHandleOf(accountId: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(accountId))
}

function tooMany() {
  return fieldProblem({ non_field_errors: [`An account has at most ${mostPasskeys} security keys and passkeys.`] })
}
