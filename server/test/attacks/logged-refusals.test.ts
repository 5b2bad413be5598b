import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { signUp, somebody } from '../actors.ts'
import { admin } from '../admin.ts'
import { startServer, type TestServer } from '../harness.ts'

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
  assert.deepEqual(
    refusedLines(server).map(({ problem, method, route }) => [problem, method, route]),
    [
      ['permission_denied', 'GET', '/api/admin/users/:id/'],
      ['cross_origin', 'POST', '/api/auth/login/'],
    ],
    'a slip of the pen is none of them',
  )
  for (const line of server.log) for (const sent of [id, ana.email, ana.password]) assert.ok(!line.includes(sent))
})

for (const level of ['info', 'debug'])
  test(`a flood of refusals is a line a minute at the usual level, with the count of the others (${level})`, async (t) => {
    const server = await startServer(t, { LOG_LEVEL: level })
    const page = (await signUp(server)).client()
    const refuse = async (path: string): Promise<void> => {
      assert.equal((await page.get(`${admin}${path}`)).status, 403)
    }
    const told = () => refusedLines(server).filter((line) => line.level === 'info')
    for (let i = 0; i < 100; i += 1) await refuse(`/users/${randomUUID()}/`)
    assert.deepEqual(told().map(routeAndCount), [['/users/:id/', 0]])
    await refuse('/users/')
    assert.deepEqual(told().slice(1).map(routeAndCount), [['/users/', 0]], 'another route is another line')
    server.clock.advance({ minutes: 1 })
    await refuse(`/users/${randomUUID()}/`)
    await refuse(`/users/${randomUUID()}/`)
    assert.deepEqual(told().slice(2).map(routeAndCount), [['/users/:id/', 99]])
    assert.equal(refusedLines(server).length, level === 'debug' ? 103 : 3, 'nothing is lost at the lowest level')
    server.clock.advance({ minutes: 1 })
    await refuse(`/users/${randomUUID()}/`)
    assert.deepEqual(told().slice(3).map(routeAndCount), [['/users/:id/', 1]])
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

type RefusedLine = { level: string; problem: string; method: string; route: string; leftOut: number }

function refusedLines(server: TestServer): RefusedLine[] {
  return server.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request refused')
}

function routeAndCount({ route, leftOut }: RefusedLine): [string, number] {
  return [route.replace(admin, ''), leftOut]
}
