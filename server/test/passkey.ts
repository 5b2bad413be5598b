import assert from 'node:assert/strict'
import { type Actor, signUp } from './actors.ts'
import type { Answer, Client } from './client.ts'
import type { TestServer } from './harness.ts'
import { type Authenticator, type Credential, type Manner, makeAuthenticator } from './software-authenticator.ts'

const api = '/api/auth'

/** Asks for the options of a ceremony, which must be given. */
export async function optionsOf(client: Client, path: string, body?: unknown) {
  const answer = await client.post(`${api}/${path}/options/`, body)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** Adds an authenticator to the account, up to the service's answer. */
export async function register(actor: Actor, key: Authenticator, manner: Manner & { name?: string } = {}) {
  const options = await optionsOf(actor.client(), 'mfa/webauthn/register')
  return sendMade(actor, key.make(options, manner), manner.name)
}

export function sendMade(actor: Actor, credential: Credential, name = 'Blue key'): Promise<Answer> {
  return actor.client().post(`${api}/mfa/webauthn/register/verify/`, { name, credential })
}

/** Signs up and adds an authenticator through the API. */
export async function signUpWithKey(server: TestServer, { name = 'ana', ...manner }: Manner & { name?: string } = {}) {
  const actor = await signUp(server, name)
  const key = makeAuthenticator(manner)
  const added = await register(actor, key)
  assert.equal(added.status, 201, added.text)
  return { actor, key, keyId: added.body.id as string }
}

/** Signs in with a passkey alone. */
export async function passkeyLogin(client: Client, key: Authenticator, manner: Manner = {}): Promise<Answer> {
  const options = await optionsOf(client, 'login/passkey')
  return client.post(`${api}/login/passkey/`, { credential: key.sign(options, manner) })
}

/** Proves the key for a sign-in that waits. */
export async function keyFactor(client: Client, ticket: string, key: Authenticator, manner: Manner = {}) {
  const options = await optionsOf(client, 'login/mfa', { mfa_token: ticket })
  return sendFactor(client, ticket, key.sign(options, manner))
}

export function sendFactor(client: Client, ticket: string, credential: Credential): Promise<Answer> {
  return client.post(`${api}/login/mfa/`, { mfa_token: ticket, method: 'webauthn', credential })
}
