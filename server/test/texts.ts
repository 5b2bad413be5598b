import assert from 'node:assert/strict'
import { type Actor, signUp } from './actors.ts'
import type { TestServer } from './harness.ts'

/** The code of the newest text to a number. */
export async function textedCode(server: TestServer, number: string): Promise<string> {
  await server.settle()
  const text = server.app.texter.sent?.findLast(({ to }) => to === number)
  assert.ok(text, `no text to ${number}`)
  const code = /\d{6}/.exec(text.body)?.[0]
  assert.ok(code)
  return code
}

/** A number of its own for each test: the budgets of a shared Redis outlive one. */
export function someNumber(): string {
  return `+1415555${String(2000 + Math.floor(Math.random() * 7999)).padStart(4, '0')}`
}

const daySeconds = 86_400

/** The counters of a shared Redis outlive a test; a far day gives it windows of its own. */
export function goToFarDay(server: TestServer): void {
  const intoDay = (server.clock.now().getTime() / 1000) % daySeconds
  server.clock.advance({ days: 1 + Math.floor(Math.random() * 50_000), seconds: daySeconds - intoDay + 1 })
}

/** Signs up and makes codes by text message a second factor through the API. */
export async function signUpWithTexts(server: TestServer, name = 'tex'): Promise<Actor & { readonly number: string }> {
  const actor = await signUp(server, name)
  const number = someNumber()
  const asked = await actor.client().post('/api/auth/mfa/sms/setup/', { phone_number: number })
  assert.equal(asked.status, 200, asked.text)
  const code = await textedCode(server, number)
  const confirmed = await actor.client().post('/api/auth/mfa/sms/verify/', { code, code_type: 'sms' })
  assert.equal(confirmed.status, 200, confirmed.text)
  return Object.assign(actor, { number })
}

/** Six digits that are none of these. */
export function otherCode(...codes: readonly string[]): string {
  return ['000000', '111111', '222222', '333333', '444444'].find((code) => !codes.includes(code)) ?? ''
}
