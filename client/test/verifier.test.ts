import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { soonMs } from '../../scripts/testing/soon.ts'
import { type RefusalCode, RefusedError } from '../src/verify/refused-error.ts'
import { openVerifier, type Verifier, type VerifierOptions } from '../src/verify/verifier.ts'
import { type Service, startService } from './service.ts'

const seconds = 1000
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const makeKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

type Pair = { readonly access: string; readonly refresh: string }

async function post(service: Service, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${service.origin}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function signIn(service: Service, person: object): Promise<Pair> {
  const answer = await post(service, 'login/', person)
  assert.equal(answer.status, 200)
  return (await answer.json()) as Pair
}

/** A verifier with a clock that can be moved, closed with the test. */
function verifierOf(t: TestContext, { origin }: Service, options: Partial<VerifierOptions> = {}) {
  let ahead = 0
  const verifier = openVerifier({ origin, now: () => Date.now() + ahead, ...options })
  t.after(() => verifier.close())
  const move = (by: number) => {
    ahead += by * seconds
  }
  return { verifier, move }
}

function refused(verifying: Promise<unknown>, code: RefusalCode, said = ''): Promise<void> {
  return assert.rejects(verifying, (error) => error instanceof RefusedError && error.code === code, said)
}

/** Tries until it comes out, at most a minute. @returns the milliseconds that it took */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const start = performance.now()
  while (!(await isSo())) {
    assert.ok(performance.now() - start < 60_000, 'it did not come out')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - start
}

type Change = Readonly<Record<string, unknown>>

const codeOf = (verifier: Verifier, token: string) =>
  verifier.verify(token).then(
    () => 'good',
    (error: unknown) => (error instanceof RefusedError ? error.code : String(error)),
  )

type Sign = (change: Change, head?: object, by?: KeyObject) => Promise<string>

/** Signs what an access token says with something changed; undefined leaves a member out. */
function signerOf(access: string, key: KeyObject): Sign {
  const [header, payload] = [decodeProtectedHeader(access), decodeJwt(access)]
  return (change, head = {}, by = key) => {
    const kept = Object.entries({ ...payload, ...change }).filter(([, value]) => value !== undefined)
    const alg = String(header.alg)
    return new SignJWT(Object.fromEntries(kept)).setProtectedHeader({ ...header, alg, ...head }).sign(by)
  }
}

/** What nobody signed so: other spellings, other signatures. */
function forged(access: string): Record<string, string> {
  const [head = '', body = '', signature = ''] = access.split('.')
  const [header, payload] = [decodeProtectedHeader(access), decodeJwt(access)]
  const loose = String.fromCharCode(access.charCodeAt(access.length - 1) + 1)
  const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    nothing: '',
    'four parts': `${access}.x`,
    padding: `${access}=`,
    blanks: ` ${access}`,
    'loose last bits': access.slice(0, -1) + loose,
    'a very long one': `${head}.${body}${'A'.repeat(8192)}.${signature}`,
    'no signature': `${text({ ...header, alg: 'none' })}.${body}.`,
    'HMAC by the public key': `${text({ ...header, alg: 'HS256' })}.${body}.${signature}`,
    'another body': `${head}.${text({ ...payload, roles: ['admin'] })}.${signature}`,
  }
}

/** What the service would sign if it went astray, or what another one signed. */
async function astray(sign: Sign, now: number): Promise<Record<string, string>> {
  return {
    'another key': await sign({}, {}, makeKey()),
    'an unknown key': await sign({}, { kid: 'x' }),
    'no key named': await sign({}, { kid: undefined }),
    'a kind of the service before': await sign({}, { typ: 'JWT' }),
    'a kind without a name': await sign({}, { typ: undefined }),
    'an extension': await sign({ b64: true }, { crit: ['b64'], b64: true }),
    'another issuer': await sign({ iss: 'kalosphere-auth/' }),
    'another audience': await sign({ aud: 'another' }),
    'no audience': await sign({ aud: undefined }),
    expired: await sign({ exp: now }),
    'without end': await sign({ exp: undefined }),
    'not yet': await sign({ nbf: now + 30 }),
    'made later': await sign({ iat: now + 30 }),
    'made at no time': await sign({ iat: undefined }),
    'for refreshing': await sign({ token_type: 'refresh' }),
    'a person who is no UUID': await sign({ sub: '7' }),
    'no session': await sign({ sid: undefined }),
    'a session that is no UUID': await sign({ sid: 'x' }),
    'no id': await sign({ jti: undefined }),
    'a role that is no list': await sign({ roles: 'admin' }),
    'roles that are no texts': await sign({ roles: [1] }),
  }
}

async function openWorld(t: TestContext) {
  const key = makeKey()
  const service = await startService(t, { JWT_PRIVATE_KEY: pemOf(key) })
  const person = await service.haveAccount()
  const pair = await signIn(service, person)
  const opened = verifierOf(t, service)
  await opened.verifier.ready
  return {
    service,
    person,
    ...pair,
    ...opened,
    sign: signerOf(pair.access, key),
    now: Math.floor(Date.now() / seconds),
  }
}

test('a token is good in one spelling, of one kind, with every claim; roles, level and age are asked for', async (t) => {
  const { service, person, access, refresh, verifier, move, sign, now } = await openWorld(t)
  const claims = await verifier.verify(access)
  assert.deepEqual([claims.email, claims.roles, claims.acr], [person.email, [], 'aal1'])
  assert.match(claims.sub, /^[0-9a-f-]{36}$/)
  assert.equal(await codeOf(verifier, await sign({ jti: randomUUID() })), 'good', 'what differs below is the fault')
  const list = await (await fetch(`${service.origin}/.well-known/revocations`)).text()
  const bad = {
    ...forged(access),
    ...(await astray(sign, now)),
    'a refresh token': refresh,
    'a list of sessions': list,
  }
  for (const [name, token] of Object.entries(bad)) assert.equal(await codeOf(verifier, token), 'token_not_valid', name)

  const demanded = async (change: Change, demands: object) => verifier.verify(await sign(change), demands)
  await demanded({ roles: ['support'] }, { roles: ['admin', 'support'] })
  await refused(demanded({ roles: ['support'] }, { roles: ['admin'] }), 'permission_denied')
  await refused(demanded({ email_verified: false }, { verifiedEmail: true }), 'permission_denied')
  await demanded({ acr: 'aal2' }, { level: 'aal2' })
  for (const acr of ['aal1', 'aal9']) await refused(demanded({ acr }, { level: 'aal2' }), 'reauthentication_required')
  await demanded({}, { maxAge: 60 })
  await assert.rejects(demanded({ auth_time: now - 61 }, { maxAge: 60 }), {
    status: 401,
    headers: {
      'Cache-Control': 'no-store',
      'WWW-Authenticate': 'Bearer realm="api", error="insufficient_user_authentication", max_age="60"',
    },
  })
  move(15 * 60)
  await refused(verifier.verify(access), 'token_not_valid', 'it has expired')
})

test('an ended session is refused within a second, and with the service away as long as the settings say', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const [first, second, third] = [
    await signIn(service, person),
    await signIn(service, person),
    await signIn(service, person),
  ]
  const [one, two] = [verifierOf(t, service, { offlineFor: 120 }), verifierOf(t, service, { offlineFor: 0 })]
  for (const { verifier } of [one, two]) {
    await verifier.ready
    for (const { access } of [first, second, third]) await verifier.verify(access)
  }
  await post(service, 'logout/', { refresh: first.refresh })
  const took = await until(async () => (await codeOf(one.verifier, first.access)) === 'session_ended')
  assert.ok(took < soonMs, `${took} ms`)
  await one.verifier.verify(second.access)
  const late = verifierOf(t, service)
  await refused(late.verifier.verify(first.access), 'session_ended', 'the list is waited for')

  await service.stop()
  await until(async () => (await codeOf(two.verifier, second.access)) === 'unavailable')
  await one.verifier.verify(second.access)
  await refused(one.verifier.verify(first.access), 'session_ended', 'what was known stays known')
  one.move(90)
  await one.verifier.verify(second.access)
  one.move(35)
  await refused(one.verifier.verify(second.access), 'unavailable')
  await assert.rejects(one.verifier.verify(third.access), { status: 503 })

  await service.restart({})
  await post(service, 'logout/', { refresh: third.refresh })
  for (const { verifier } of [one, two]) {
    await until(async () => (await codeOf(verifier, second.access)) === 'good')
    assert.equal(await codeOf(verifier, third.access), 'session_ended', 'the list tells what was missed')
  }
})

test('a new key is asked for when a token names it, and names that are invented are asked for seldom', async (t) => {
  const [old, fresh] = [makeKey(), makeKey()]
  const service = await startService(t, { JWT_PRIVATE_KEY: pemOf(old) })
  const person = await service.haveAccount()
  const { access } = await signIn(service, person)
  let asked = 0
  const counting: typeof fetch = (input, init) => {
    if (String(input).endsWith('jwks.json')) asked += 1
    return fetch(input, init)
  }
  const troubles: unknown[] = []
  const onTrouble = (error: unknown) => troubles.push(error)
  const options = { fetch: counting, revocations: 'none', offlineFor: 120, onTrouble } as const
  const { verifier, move } = verifierOf(t, service, options)
  await Promise.all([verifier.verify(access), verifier.verify(access)])
  assert.equal(asked, 1, 'two at once ask once')
  const invented = (kid: string) => new SignJWT({}).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(old)
  move(6)
  for (const kid of ['a', 'b', 'c', 'd']) assert.equal(await codeOf(verifier, await invented(kid)), 'token_not_valid')
  assert.equal(asked, 2)
  await service.restart({ JWT_PRIVATE_KEY: pemOf(fresh) })
  const next = await signIn(service, person)
  move(6)
  assert.equal((await verifier.verify(next.access)).email, person.email)
  assert.equal(asked, 3)
  await service.stop()
  move(70)
  await verifier.verify(next.access)
  await until(async () => troubles.length === 1)
  move(10)
  assert.equal(await codeOf(verifier, await invented('e')), 'unavailable', 'whether there is one cannot be known')
  move(55)
  await refused(verifier.verify(next.access), 'unavailable')
})

test('a verifier that never heard of the service lets nobody in, and takes no origin without TLS', async (t) => {
  const service = await startService(t)
  const { access } = await signIn(service, await service.haveAccount())
  await service.stop()
  const { verifier } = verifierOf(t, service)
  await refused(verifier.verify(access), 'unavailable')
  await service.restart({})
  await verifier.ready
  await until(async () => (await codeOf(verifier, access)) === 'good')
  // The keys come, and the list of ended sessions does not.
  const half: typeof fetch = (input, init) =>
    String(input).endsWith('revocations') ? Promise.reject(new TypeError('nothing there')) : fetch(input, init)
  await refused(verifierOf(t, service, { fetch: half }).verifier.verify(access), 'unavailable')
  assert.throws(() => openVerifier({ origin: 'http://auth.example.com' }), TypeError)
  assert.throws(() => openVerifier({ origin: 'nowhere' }), TypeError)
  assert.throws(() => openVerifier({ origin: service.origin, offlineFor: Number.NaN }), TypeError)
})
