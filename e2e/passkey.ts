import { expect } from '@playwright/test'
import { type Json, make, sign } from './ceremony.ts'
import { keep } from './person.ts'
import type { Answer, Visitor } from './visitor.ts'

/** Asks for the options of a ceremony, which must be given. */
export async function optionsOf(visitor: Visitor, path: string, body?: object): Promise<Json> {
  const answer = await visitor.post(`${path}/options/`, body)
  expect(answer).toMatchObject({ status: 200 })
  return answer.body
}

/** A signed-in person adds what is plugged in to the account. @throws Error with the browser's refusal */
export async function addKey(visitor: Visitor, name = 'Blue key'): Promise<Answer> {
  const credential = await make(visitor.page, await optionsOf(visitor, 'mfa/webauthn/register'))
  return visitor.post('mfa/webauthn/register/verify/', { name, credential })
}

/** Signs in with a passkey alone. @param changed what a page alters in the options that the service gave it */
export async function passkeySignIn(visitor: Visitor, changed: Json = {}): Promise<Answer> {
  const credential = await sign(visitor.page, { ...(await optionsOf(visitor, 'login/passkey')), ...changed })
  return sendPasskey(visitor, credential)
}

export async function sendPasskey(visitor: Visitor, credential: Json, headers = {}): Promise<Answer> {
  return keep(visitor, await visitor.post('login/passkey/', { credential }, headers))
}

/**
 * Proves what is plugged in for a sign-in that waits.
 * @param asked the answer to the first factor
 */
export async function proveKey(visitor: Visitor, asked: Answer, changed: Json = {}): Promise<Answer> {
  expect(asked).toMatchObject({ status: 403, body: { error: 'mfa_required', methods: ['webauthn'] } })
  const { mfa_token } = asked.body
  const options = await optionsOf(visitor, 'login/mfa', { mfa_token })
  const credential = await sign(visitor.page, { ...options, ...changed })
  return keep(visitor, await visitor.post('login/mfa/', { mfa_token, method: 'webauthn', credential }))
}

/** A signed-in person proves again, with what is plugged in, that it is they. */
export async function reauthenticate(visitor: Visitor): Promise<Answer> {
  const credential = await sign(visitor.page, await optionsOf(visitor, 'reauthenticate'))
  return keep(visitor, await visitor.post('reauthenticate/', { method: 'webauthn', credential }))
}
