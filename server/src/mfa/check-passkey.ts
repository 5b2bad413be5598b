import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { fieldProblem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { type Asking, challengeMinutes, issueChallenge } from './challenge.ts'
import { findPasskey, listPasskeys, noteUse, type Passkey } from './passkeys.queries.ts'
import { type GivenCredential, readCredential } from './read-credential.ts'
import { userHandleOf } from './register-passkey.ts'
import { relyingParty } from './relying-party.ts'
import { webauthnLibrary } from './webauthn-library.ts'

/**
 * What a browser needs to have one of an account's passkeys sign (WebAuthn level 3, section 5.5).
 * @throws Problem `invalid_input` when the account has none, or the service stands on an IP address
 */
export async function askPasskey(
  app: App,
  accountId: string,
  asking: Asking,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const passkeys = await listPasskeys(app.db, accountId)
  if (passkeys.length === 0) throw fieldProblem({ method: ['"webauthn" is not a valid choice.'] })
  const allowCredentials = passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports }))
  return makeOptions(app, asking, { allowCredentials, userVerification: 'preferred' })
}

/**
 * The same for whoever comes: the authenticator offers the accounts it knows, and must verify its user.
 * @throws Problem `invalid_input` when the service stands on an IP address
 */
export async function askAnyPasskey(app: App): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return makeOptions(app, { purpose: 'sign_in' }, { userVerification: 'required' })
}

type Wish = {
  allowCredentials?: { id: string; transports: string[] }[]
  userVerification: 'preferred' | 'required'
}

async function makeOptions(app: App, asking: Asking, wish: Wish): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const party = relyingParty(app)
  const challenge = await issueChallenge(app, asking)
  return webauthnLibrary().generateAuthenticationOptions({
    ...wish,
    rpID: party.id,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: challengeMinutes * 60_000,
  })
}

export type Signing = { credential: GivenCredential; asking: Asking }

/**
 * Verifies what a passkey signed (WebAuthn level 3, section 7.2) and notes its use. The challenge is gone afterwards,
 * whatever comes of it. For a sign-in without another factor the authenticator must have verified its user and must say
 * whose account it is for.
 * @param accountId whose passkey it must be; undefined for a sign-in, where the passkey tells
 * @returns the passkey; undefined when anything is wrong
 */
export async function checkPasskey(
  app: App,
  caller: Caller,
  accountId: string | undefined,
  { credential, asking }: Signing,
): Promise<Passkey | undefined> {
  const signed = await readCredential(app, credential, asking)
  if (!signed) return undefined
  const passkey = await findPasskey(app.db, signed.id)
  if (!passkey || (accountId !== undefined && passkey.accountId !== accountId)) return undefined
  const isAlone = asking.purpose === 'sign_in'
  if (!isForOwner(passkey, signed.response.userHandle, isAlone)) return undefined
  const verified = await verifySigned(app, passkey, credential, {
    challenge: signed.challenge,
    mustVerifyUser: isAlone,
  })
  if (!verified || !(await noteCount(app, caller, passkey, verified))) return undefined
  return passkey
}

function isForOwner(passkey: Passkey, userHandle: unknown, isNeeded: boolean): boolean {
  if (userHandle === undefined || userHandle === null) return !isNeeded
  return userHandle === Buffer.from(userHandleOf(passkey.accountId)).toString('base64url')
}

type Verified = { signCount: number; isBackedUp: boolean }

async function verifySigned(
  app: App,
  passkey: Passkey,
  given: GivenCredential,
  { challenge, mustVerifyUser }: { challenge: string; mustVerifyUser: boolean },
): Promise<Verified | undefined> {
  const party = relyingParty(app)
  const { credentialId: id, publicKey } = passkey
  const answer = await webauthnLibrary()
    .verifyAuthenticationResponse({
      response: given as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      // The counter is compared by us, behind the signature: a forged answer shall not look like a copied key.
      credential: { id, publicKey: Uint8Array.from(publicKey), counter: 0 },
      requireUserVerification: mustVerifyUser,
    })
    .catch((error: unknown) => void app.log.info({ err: error, passkeyId: passkey.id }, 'a passkey was refused'))
  if (!answer?.verified) return undefined
  const { newCounter, credentialBackedUp, credentialDeviceType } = answer.authenticationInfo
  // Section 7.2, step 19: whether a credential can be backed up never changes.
  if ((credentialDeviceType === 'multiDevice') !== passkey.isMultiDevice) return undefined
  return { signCount: newCounter, isBackedUp: credentialBackedUp }
}

/** A counter that does not rise means a copied key, or the same answer twice: refused, and recorded. */
async function noteCount(app: App, caller: Caller, passkey: Passkey, verified: Verified): Promise<boolean> {
  const { id, accountId, signCount: known } = passkey
  if (await noteUse(app.db, { id, ...verified, at: app.now() })) return true
  const facts = { passkeyId: id, known, told: verified.signCount }
  await recordEvent(app, app.db, caller, { name: 'passkey.sign_count_fell', accountId, facts })
  return false
}
