import assert from 'node:assert/strict'
import type { Client } from '../client.ts'
import type { TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'

const fp = { email: 'fp@example.com', username: 'fp', password: 'Corr3ct-horse!' }

/**
 * A signed-in person with a name that is the same each time: the random names of the actors can resemble a password of
 * digits, which would then be refused for that as well.
 */
export async function signUpFixed(server: TestServer): Promise<typeof fp & { client: Client }> {
  const stranger = server.client()
  assert.equal((await stranger.post('/api/auth/register/', fp)).status, 201)
  const token = tokenIn(await server.mailbox.last(fp.email))
  assert.equal((await stranger.post('/api/auth/verify-email/', { token })).status, 200)
  const { status, body } = await stranger.post('/api/auth/login/', { email: fp.email, password: fp.password })
  assert.equal(status, 200)
  return { ...fp, client: stranger.as(body.access) }
}
