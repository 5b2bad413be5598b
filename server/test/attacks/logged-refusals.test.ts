import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, somebody } from '../actors.ts'
import { admin } from '../admin.ts'
import { startServer } from '../harness.ts'

test('whoever tries what is not theirs to do is in the log at its usual level, without what they sent', async (t) => {
  const server = await startServer(t, { LOG_LEVEL: 'info', CORS_ALLOWED_ORIGINS: '' })
  const ana = await signUp(server)
  const id = '00000000-0000-4000-8000-000000000001'
  assert.equal((await ana.client().get(`${admin}/users/${id}/`)).status, 403)
  const elsewhere = { origin: 'https://evil.example', 'x-token-transport': 'cookie' }
  const login = { email: ana.email, password: ana.password }
  assert.equal((await server.client().post('/api/auth/login/', login, elsewhere)).status, 403)
  const faulty = { ...somebody(), email: 'no address' }
  assert.equal((await server.client().post('/api/auth/register/', faulty)).status, 400)
  const refused = server.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request refused')
  assert.deepEqual(
    refused.map(({ problem, method, route }) => [problem, method, route]),
    [
      ['permission_denied', 'GET', '/api/admin/users/:id/'],
      ['cross_origin', 'POST', '/api/auth/login/'],
    ],
    'a slip of the pen is none of them',
  )
  for (const line of server.log) for (const sent of [id, ana.email, ana.password]) assert.ok(!line.includes(sent))
})

test('a password that is little more than the name of the service is refused wherever one is set', async (t) => {
  const server = await startServer(t, { FRONTEND_URL: 'https://bluebird.example/' })
  const register = await server.client().post('/api/auth/register/', { ...somebody(), password: 'Kalosphere-1' })
  const sentence = 'The password is too similar to the name of this service.'
  assert.deepEqual([register.status, register.body.password], [400, [sentence]])
  const ana = await signUp(server)
  const change = { current_password: ana.password, new_password: 'BlueBird.26', confirm_password: 'BlueBird.26' }
  const changed = await ana.client().post('/api/auth/change-password/', change)
  assert.deepEqual([changed.status, changed.body.new_password], [400, [sentence]])
})
