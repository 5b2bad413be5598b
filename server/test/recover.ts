import assert from 'node:assert/strict'
import type { Mail } from '../src/platform/mail.ts'
import type { Answer } from './client.ts'
import type { TestServer } from './harness.ts'

/** The newest mail to an address whose subject holds these words; others may have come beside it. */
export async function mailAbout(server: TestServer, address: string, subject: string): Promise<Mail> {
  const mail = (await server.mailbox.to(address)).filter((one) => one.subject.includes(subject)).at(-1)
  assert.ok(mail, `no mail about "${subject}" to ${address}`)
  return mail
}

/** Asks for a reset and reads the mail. */
export async function askReset(server: TestServer, email: string): Promise<Mail> {
  const answer = await server.client().post('/api/auth/forgot-password/', { email })
  assert.deepEqual([answer.status, answer.body], [200, { detail: 'Password reset email sent.' }])
  return mailAbout(server, email, 'Reset your')
}

/** Sets a password by what a mail holds: `{token}` or `{email, code}`. */
export function reset(server: TestServer, proof: Record<string, string>, password: string): Promise<Answer> {
  const body = { ...proof, new_password: password, confirm_password: password }
  return server.client().post('/api/auth/reset-password/', body)
}
