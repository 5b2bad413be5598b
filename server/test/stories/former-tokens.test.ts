import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { decodeJwt, SignJWT } from 'jose'
import { addService } from '../../src/services/manage-services.ts'
import { signUpStaff } from '../admin.ts'
import { makeCli } from '../cli/run-cli.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { makeOldService, type OldService } from '../old-database.ts'
import { fillOldService, type OldPerson } from '../old-people.ts'
import { storesOf } from '../same-stores.ts'
import { codeOf } from '../second-factor.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const settings = { LEGACY_JWT: 'accept', LEGACY_JWT_PUBLIC_KEY: publicPem }

type Claims = Record<string, unknown>

/** A token as the old service signed it, a minute ago. */
function oldToken(type: 'access' | 'refresh', sub: string, more: Claims = {}, key = pair.privateKey): Promise<string> {
  const iat = Math.floor(Date.now() / 1000) - 60
  const exp = iat + (type === 'access' ? 900 : 604_800)
  const jti = randomUUID().replaceAll('-', '')
  const claims = { token_type: type, exp, iat, jti, sub, aud: 'kalosphere', iss: 'kalosphere-auth', ...more }
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(key)
}

/** A server that everybody of the old service has moved into. */
async function moveIn(t: TestContext, given: Record<string, string> = settings) {
  const server = await startServer(t, given)
  const old = await makeOldService(t)
  const people = await fillOldService(old, 10)
  return { server, old, people, move: () => move(server, old) }
}

async function move(server: TestServer, old: OldService): Promise<void> {
  const ended = await makeCli(storesOf(server))(['import-django', old.address, '--json'])
  assert.equal(ended.code, 0, ended.stderr)
}

function some(people: readonly OldPerson[], kind: OldPerson['kind']): OldPerson {
  return people.find((person) => person.kind === kind) ?? assert.fail(kind)
}

const renew = (server: TestServer, refresh: string) => server.client().post('/api/auth/refresh/', { refresh })
const profile = (server: TestServer, access: string) => server.client().as(access).get('/api/auth/profile/')
const logout = (server: TestServer, body: Claims) => server.client().post('/api/auth/logout/', body)

test('a refresh token of the old service becomes a session of ours, once, however many tabs ask', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { id } = some(people, 'plain')
  const refresh = await oldToken('refresh', id)
  const answers = await atOnce(20, () => renew(server, refresh))
  assert.deepEqual(tally(answers), { 200: 20 })
  assert.equal((await server.app.db.selectFrom('session').select('id').execute()).length, 1)
  const body = answers[0]?.body
  assert.equal((await profile(server, body.access)).body.id, id)
  const next = await renew(server, body.refresh)
  assert.equal(next.status, 200, 'and goes on like any other')

  server.clock.advance({ seconds: 31 })
  const theft = await renew(server, refresh)
  assert.deepEqual([theft.status, theft.body.detail], [401, 'Token is blacklisted'])
  assert.equal((await renew(server, next.body.refresh)).status, 401, 'the session of a token that came again has ended')
})

test('an access token of the old service goes on until its end, with the rights and level of here', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const plain = some(people, 'plain')
  const access = await oldToken('access', plain.id, { roles: ['admin'], is_superuser: true })
  const answers = await atOnce(10, () => profile(server, access))
  assert.deepEqual(tally(answers), { 200: 10 })
  const client = server.client().as(access)
  assert.equal((await client.get('/api/admin/users/')).status, 403, 'what the token says of roles counts for nothing')
  const body = { password: plain.password, confirm: true }
  assert.equal((await client.get('/api/auth/profile/export/')).body.error, 'reauthentication_required')
  assert.equal((await server.client().post('/api/auth/token/verify/', { token: access })).status, 200)
  const totp = some(people, 'totp')
  const guarded = server.client().as(await oldToken('access', totp.id))
  const off = await guarded.post('/api/auth/mfa/totp/disable/', {})
  assert.deepEqual([off.status, off.body.error], [403, 'reauthentication_required'])
  assert.equal(
    (await client.post('/api/auth/deactivate-account/', { ...body, confirm_deactivation: true })).status,
    200,
  )
  assert.equal((await profile(server, access)).status, 401, 'whatever ends the sessions ends these tokens')
  assert.equal((await renew(server, await oldToken('refresh', plain.id))).status, 401)
})

test('what is not a token of the old service for somebody who came from there is refused', async (t) => {
  const { server, old, people, move } = await moveIn(t)
  const spent = randomUUID().replaceAll('-', '')
  const inAWeek = new Date(Date.now() + 604_800_000).toISOString()
  await old.insert('token_blacklist_outstandingtoken', [{ token: 'x', expires_at: inAWeek, jti: spent }])
  await old.insert('token_blacklist_blacklistedtoken', [{ blacklisted_at: inAWeek, token_id: 1 }])
  const { id } = some(people, 'plain')
  const early = await renew(server, await oldToken('refresh', id))
  assert.equal(early.status, 401, 'before the move')
  await move()
  const now = Math.floor(Date.now() / 1000)
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const stranger = await server.client().post('/api/auth/register/', {
    email: 'new@example.com',
    username: 'new',
    password: 'Corr3ct-horse!',
  })
  const refused: [why: string, token: string, sentence: string][] = [
    ['of another key', await oldToken('refresh', id, {}, other), 'Token is invalid or expired'],
    ['expired', await oldToken('refresh', id, { exp: now - 1 }), 'Token is invalid or expired'],
    ['for another audience', await oldToken('refresh', id, { aud: 'x' }), 'Token is invalid or expired'],
    ['of another issuer', await oldToken('refresh', id, { iss: 'x' }), 'Token is invalid or expired'],
    ['an access token', await oldToken('access', id), 'Token has wrong type'],
    ['without a time', await oldToken('refresh', id, { iat: undefined }), 'Token is invalid or expired'],
    ['spent there', await oldToken('refresh', id, { jti: spent }), 'Token is blacklisted'],
    ['older than its account', await oldToken('refresh', id, { iat: 1_500_000_000 }), 'Token is blacklisted'],
    ['of somebody who registered here', await oldToken('refresh', stranger.body.id), 'Token is blacklisted'],
    ['of nobody', await oldToken('refresh', randomUUID()), 'Token is blacklisted'],
    ['of a deactivated account', await oldToken('refresh', some(people, 'deactivated').id), 'Token is blacklisted'],
  ]
  for (const [why, token, sentence] of refused) {
    const { status, body } = await renew(server, token)
    assert.deepEqual([status, body.detail], [401, sentence], why)
  }
  const mailed = await oldToken('access', id, { type: 'email_verification' })
  assert.equal((await profile(server, mailed)).status, 401, 'a token that was mailed to verify an address')
  assert.equal((await profile(server, await oldToken('refresh', id))).status, 401, 'a refresh token')
  assert.equal((await server.app.db.selectFrom('session').select('id').execute()).length, 0)
  assert.equal(
    server.log.some((line) => line.includes('BEGIN PUBLIC KEY')),
    false,
  )

  server.clock.advance({ minutes: 2 })
  const later = await oldToken('refresh', id, { iat: now + 90 })
  assert.equal((await renew(server, later)).status, 401, 'given out after the move')
  server.clock.advance({ days: 7 })
  const forged = await oldToken('refresh', id, { exp: now + 40_000_000 })
  assert.equal((await renew(server, forged)).status, 401, 'none counts after the longest lifetime, whatever it says')
})

test('signing out by an old refresh token ends it, and the old access tokens; elsewhere one stays signed in', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { id } = some(people, 'plain')
  const [here, there, access] = [
    await oldToken('refresh', id),
    await oldToken('refresh', id),
    await oldToken('access', id),
  ]
  const foreign = server.client().as(await oldToken('access', some(people, 'staff').id))
  assert.equal((await foreign.post('/api/auth/logout/', { refresh: here })).status, 400, "not somebody else's")
  assert.equal((await profile(server, access)).status, 200)
  assert.equal((await logout(server, { refresh: here })).status, 205)
  assert.equal((await logout(server, { refresh: here })).status, 400)
  assert.equal((await renew(server, here)).status, 401)
  assert.equal((await profile(server, access)).status, 401)
  const exchanged = await renew(server, there)
  assert.equal(exchanged.status, 200)
  const third = await oldToken('refresh', id)
  assert.equal((await logout(server, { refresh: await oldToken('refresh', id), all: true })).status, 205)
  assert.equal((await renew(server, third)).status, 401)
  assert.equal((await profile(server, exchanged.body.access)).status, 401)
})

test('without LEGACY_JWT=accept no old token counts', async (t) => {
  const { server, people, move } = await moveIn(t, {})
  await move()
  const { id } = some(people, 'plain')
  assert.equal((await renew(server, await oldToken('refresh', id))).status, 401)
  assert.equal((await profile(server, await oldToken('access', id))).status, 401)
})

test('a session from before adds no second factor unproved, and a proof of the password is enough', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { id, password } = some(people, 'plain')
  const { access } = (await renew(server, await oldToken('refresh', id))).body
  const adding: [path: string, body?: Claims][] = [
    ['totp/setup/'],
    ['totp/setup/', { token: '123456' }],
    ['webauthn/register/options/', {}],
    ['webauthn/register/verify/', { name: 'Key', credential: {} }],
    ['email/setup/', {}],
    ['email/verify/', { code: '123456' }],
    ['sms/setup/', { phone_number: '+14155552671' }],
    ['sms/verify/', { code: '123456' }],
  ]
  for (const token of [access, await oldToken('access', id)]) {
    const client = server.client().as(token)
    for (const [path, body] of adding) {
      const at = `/api/auth/mfa/${path}`
      const { status, body: answer } = await (body === undefined ? client.get(at) : client.post(at, body))
      assert.deepEqual([status, answer.error], [403, 'reauthentication_required'], path)
    }
  }
  const proved = await server.client().as(access).post('/api/auth/reauthenticate/', { password })
  assert.equal(proved.status, 200)
  const own = server.client().as(proved.body.access)
  const { secret } = (await own.get('/api/auth/mfa/totp/setup/')).body
  const added = await own.post('/api/auth/mfa/totp/setup/', { token: codeOf(server, secret) })
  assert.equal(added.status, 200, added.text)
})

test('whoever must have a second factor adds the first one by signing in, not with a token from before', async (t) => {
  const { server, people, move } = await moveIn(t, { ...settings, MFA_REQUIRED: 'all' })
  await move()
  const { id, email, password } = some(people, 'plain')
  const former = server.client().as(await oldToken('access', id))
  assert.equal((await former.get('/api/auth/mfa/totp/setup/')).body.error, 'reauthentication_required')
  const signIn = await server.client().post('/api/auth/login/', { email, password })
  const enrolling = server.client().as(signIn.body.enrolment_token)
  assert.equal((await enrolling.get('/api/auth/mfa/totp/setup/')).status, 200)
})

test('no proof lifts the session that stands for all access tokens from before', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const [plain, totp] = [some(people, 'plain'), some(people, 'totp')]
  const here = server.client().as(await oldToken('access', plain.id))
  const there = server.client().as(await oldToken('access', plain.id))
  assert.equal((await there.get('/api/auth/profile/')).status, 200)
  const proof = await here.post('/api/auth/reauthenticate/', { password: plain.password })
  assert.deepEqual([proof.status, proof.body.error], [401, 'token_not_valid'], 'so that clients refresh')
  assert.equal((await there.get('/api/auth/profile/export/')).body.error, 'reauthentication_required')
  const guarded = server.client().as(await oldToken('access', totp.id))
  const code = codeOf(server, totp.secret)
  assert.equal((await guarded.post('/api/auth/reauthenticate/', { method: 'totp', code })).status, 401)
  assert.equal((await guarded.post('/api/auth/mfa/email/setup/', {})).body.error, 'reauthentication_required')
  const carried = server.client().as((await renew(server, await oldToken('refresh', plain.id))).body.access)
  const proved = await carried.post('/api/auth/reauthenticate/', { password: plain.password })
  assert.equal(proved.status, 200)
  const own = server.client().as(proved.body.access)
  assert.equal((await own.get('/api/auth/profile/export/')).status, 200)
  assert.equal((await there.get('/api/auth/profile/export/')).body.error, 'reauthentication_required')
})

test('the session for access tokens from before lasts as long as the youngest that came', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { id } = some(people, 'plain')
  const now = Math.floor(Date.now() / 1000)
  const endOf = async (exp: number): Promise<number> => {
    assert.equal((await profile(server, await oldToken('access', id, { exp }))).status, 200)
    const { expires_at } = await server.app.db.selectFrom('session').select('expires_at').executeTakeFirstOrThrow()
    return expires_at.getTime() / 1000 - now
  }
  assert.deepEqual([await endOf(now + 300), await endOf(now + 800), await endOf(now + 500)], [300, 800, 800])
})

test("a token with the id of somebody else's that was used up opens and ends nothing", async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const jti = randomUUID()
  const first = await renew(server, await oldToken('refresh', some(people, 'plain').id, { jti }))
  const second = await oldToken('refresh', some(people, 'google').id, { jti })
  const refused = await renew(server, second)
  assert.deepEqual([refused.status, refused.body.detail], [401, 'Token is blacklisted'])
  assert.equal((await logout(server, { refresh: second })).status, 400)
  assert.equal((await logout(server, { refresh: second, all: true })).status, 400)
  assert.equal((await profile(server, first.body.access)).status, 200)
})

test('a refresh token from before is verified, and signs out everywhere after it was exchanged, too', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { id } = some(people, 'plain')
  const [here, there] = [await oldToken('refresh', id), await oldToken('refresh', id)]
  const verify = (token: string) => server.client().post('/api/auth/token/verify/', { token })
  assert.equal((await verify(here)).status, 200)
  const elsewhere = (await renew(server, there)).body
  assert.equal((await renew(server, here)).status, 200)
  const spent = await verify(here)
  assert.deepEqual([spent.status, spent.body.code], [401, 'token_not_valid'])
  const foreign = server.client().as(await oldToken('access', some(people, 'google').id))
  assert.equal((await foreign.post('/api/auth/logout/', { refresh: here, all: true })).status, 400)
  assert.equal((await profile(server, elsewhere.access)).status, 200)
  assert.equal((await logout(server, { refresh: here, all: true })).status, 205)
  assert.equal((await profile(server, elsewhere.access)).status, 401)
  assert.equal((await renew(server, await oldToken('refresh', id))).status, 401)
  assert.equal((await logout(server, { refresh: here, all: true })).status, 400, 'its session has ended')
})

test('a service revokes refresh tokens from before, and learns of access tokens what holds here', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { clientId, secret } = await addService(server.app, 'Shop')
  const ask = (path: string, token: string) =>
    server.client().post(`/api/auth/${path}/`, { token, client_id: clientId, client_secret: secret })
  const { id, username } = some(people, 'plain')
  const lies = {
    roles: ['admin'],
    email: 'boss@example.com',
    acr: 'aal2',
    amr: ['otp'],
    auth_time: 1,
    sid: randomUUID(),
  }
  const access = await oldToken('access', id, lies)
  const { body } = await ask('introspect', access)
  const [session] = await server.app.db.selectFrom('session').select(['id', 'auth_time']).execute()
  assert.deepEqual([body.active, body.sub, body.iss, body.aud], [true, id, 'kalosphere-auth', 'kalosphere'])
  assert.deepEqual([body.sid, body.username, body.email_verified], [session?.id, username, true])
  assert.deepEqual([body.roles, body.acr, body.amr, body.auth_time], [[], 'aal1', ['legacy'], 0])
  assert.notEqual(body.email, lies.email)

  const [unused, used] = [await oldToken('refresh', id), await oldToken('refresh', id)]
  const exchanged = (await renew(server, used)).body
  assert.equal((await ask('revoke', unused)).status, 200)
  assert.equal((await renew(server, unused)).status, 401)
  assert.equal((await profile(server, access)).status, 401)
  assert.equal((await profile(server, exchanged.access)).status, 200, 'elsewhere one stays signed in')
  assert.equal((await ask('revoke', used)).status, 200)
  assert.equal((await profile(server, exchanged.access)).status, 401)
  const ended = await server.app.db.selectFrom('session').select('revoked_reason').execute()
  assert.deepEqual(
    ended.map((row) => row.revoked_reason),
    ['revoked_by_service', 'revoked_by_service'],
  )
  assert.equal((await ask('revoke', used)).status, 200, 'no fault, and nothing done')
})

test('whatever ends an exchanged session ends the access tokens from before', async (t) => {
  const { server, people, move } = await moveIn(t)
  await move()
  const { clientId, secret } = await addService(server.app, 'Shop')
  const amy = await signUpStaff(server, 'admin', 'amy')
  type Pair = { access: string; refresh: string }
  const ways: [kind: OldPerson['kind'], end: (pair: Pair, first: string) => Promise<unknown>][] = [
    ['plain', ({ refresh }) => logout(server, { refresh })],
    [
      'google',
      async ({ access }) => {
        const client = server.client().as(access)
        const sessions = (await client.get('/api/auth/sessions/')).body.results
        const current = sessions.find((one: { current: boolean }) => one.current)
        assert.equal((await client.send('DELETE', `/api/auth/sessions/${current.id}/`)).status, 200)
      },
    ],
    [
      'staff',
      ({ access: token }) =>
        server.client().post('/api/auth/revoke/', { token, client_id: clientId, client_secret: secret }),
    ],
    [
      'phone',
      async ({ access }) => {
        const { sid, sub } = decodeJwt(access)
        const path = `/api/admin/users/${sub}/sessions/${sid}/end/`
        assert.equal((await amy.client().post(path, { reason: 'asked by phone' })).status, 200)
      },
    ],
    [
      'locked',
      async (_, first) => {
        server.clock.advance({ seconds: 31 })
        assert.equal((await renew(server, first)).status, 401)
      },
    ],
  ]
  for (const [kind, end] of ways) {
    const { id } = some(people, kind)
    const [first, access] = [await oldToken('refresh', id), await oldToken('access', id)]
    assert.equal((await profile(server, access)).status, 200, kind)
    await end((await renew(server, first)).body, first)
    assert.equal((await profile(server, access)).status, 401, kind)
  }
  const open = await server.app.db.selectFrom('session').select('account_id').where('revoked_at', 'is', null).execute()
  assert.deepEqual(
    open.map((one) => one.account_id),
    [amy.id],
  )
})
