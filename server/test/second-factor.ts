import assert from 'node:assert/strict'
import { generateSync } from 'otplib'
import { type Actor, signUp } from './actors.ts'
import type { Answer } from './client.ts'
import type { TestServer } from './harness.ts'

/** Somebody whose account asks for an authenticator app at sign-in. */
export type Guarded = Actor & {
  readonly secret: string
  readonly backupCodes: readonly string[]
  /** A code that was not used yet: the clock is moved to the next step. */
  readonly freshCode: () => string
}

/** The code an authenticator app shows at the server's time. */
export function codeOf(server: TestServer, secret: string): string {
  return generateSync({ secret, epoch: Math.floor(server.clock.now().getTime() / 1000) })
}

/** Signs up and adds an authenticator app through the API. */
export async function signUpWithTotp(server: TestServer, name = 'ana'): Promise<Guarded> {
  const actor = await signUp(server, name)
  const setup = await actor.client().get('/api/auth/mfa/totp/setup/')
  assert.equal(setup.status, 200, setup.text)
  const { secret, backup_codes: backupCodes } = setup.body
  const confirmed = await actor.client().post('/api/auth/mfa/totp/setup/', { token: codeOf(server, secret) })
  assert.equal(confirmed.status, 200, confirmed.text)
  const freshCode = (): string => {
    server.clock.advance({ seconds: 30 })
    return codeOf(server, secret)
  }
  return Object.assign(actor, { secret, backupCodes, freshCode })
}

/** Signs in with the password and gives back the ticket for the second factor. */
export async function firstFactor(actor: Actor): Promise<string> {
  const answer = await actor.login()
  assert.equal(answer.status, 403, answer.text)
  assert.equal(answer.body.error, 'mfa_required')
  return answer.body.mfa_token
}

type Given = { method?: string; code: string; remember_device?: boolean }

/** Sends the second factor for a ticket, and keeps the tokens if it is right. */
export async function secondFactor(actor: Actor, ticket: string, given: Given, headers = {}): Promise<Answer> {
  const body = { mfa_token: ticket, method: 'totp', ...given }
  const client = actor.client().with({ authorization: '' })
  const answer = await client.post('/api/auth/login/mfa/', body, headers)
  if (answer.status === 200) {
    actor.access = answer.body.access
    actor.refresh = answer.body.refresh
    actor.deviceToken = answer.body.device_token
  }
  return answer
}
