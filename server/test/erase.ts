import assert from 'node:assert/strict'
import type { Actor } from './actors.ts'
import type { Answer } from './client.ts'
import type { TestServer } from './harness.ts'
import { tokenIn } from './mailbox.ts'
import { mailAbout } from './recover.ts'

/** Asks for the erasure of the own account. */
export function askErasure(actor: Actor, body: Record<string, unknown> = {}): Promise<Answer> {
  return actor.client().post('/api/auth/delete-account/', { password: actor.password, confirm: true, ...body })
}

/** As `askErasure`, which must be taken, and reads the link that keeps the account. */
export async function beginErasure(server: TestServer, actor: Actor): Promise<{ token: string; dueAt: Date }> {
  const answer = await askErasure(actor)
  assert.equal(answer.status, 202, answer.text)
  const token = tokenIn(await mailAbout(server, actor.email, 'will be erased'))
  return { token, dueAt: new Date(answer.body.due_at) }
}

/** Keeps an account by the mailed link. */
export function keep(server: TestServer, token: string): Promise<Answer> {
  return server.client().post('/api/auth/delete-account/cancel/', { token })
}

export async function isThere({ app }: TestServer, id: string): Promise<boolean> {
  return (await app.db.selectFrom('account').select('id').where('id', '=', id).execute()).length > 0
}
