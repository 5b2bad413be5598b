import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { compactVerify, decodeProtectedHeader, errors, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Demands } from '../src/verify/demands.ts'
import { readEvents } from '../src/verify/event-lines.ts'
import { expressGuard, fastifyGuard, honoGuard, requestGuard } from '../src/verify/guards.ts'
import { openKeySet } from '../src/verify/key-set.ts'
import { watchOutage } from '../src/verify/outage.ts'
import { RefusedError } from '../src/verify/refused-error.ts'
import { openVerifier, type VerifierOptions } from '../src/verify/verifier.ts'

const origin = 'https://auth.example.com'
const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'x' })).toString('base64url')
const token = `${header}.e30.AAAA`
const unavailable = (error: unknown) => error instanceof RefusedError && error.code === 'unavailable'

/** A verifier whose service is away. */
function openAlone(t: TestContext, options: Partial<VerifierOptions> = {}) {
  const asked: string[] = []
  const fetch = async (input: unknown) => {
    asked.push(new URL(String(input)).pathname)
    throw new TypeError('nothing there')
  }
  const verifier = openVerifier({ origin, fetch, revocations: 'none', ...options })
  t.after(() => verifier.close())
  return { verifier, asked }
}

test('demands that are none are an error where they are written, and never ask for nothing', async (t) => {
  const { verifier } = openAlone(t)
  const wrong = [
    { level: 'AAL2' },
    { level: 'aal3' },
    { maxAge: Number.NaN },
    { maxAge: -1 },
    { maxAge: '60' },
    { maxAge: null },
    { roles: 'admin' },
    { maxage: 60 },
  ] as unknown as Demands[]
  for (const demands of wrong) {
    for (const guard of [fastifyGuard, expressGuard, honoGuard, requestGuard]) {
      assert.throws(() => guard(verifier, demands), TypeError, JSON.stringify(demands))
    }
    await assert.rejects(verifier.verify(token, demands), TypeError)
  }
  fastifyGuard(verifier, { roles: ['admin'], level: 'aal2', maxAge: 0, verifiedEmail: true })
})

test('an outage counts from when something was heard last, whenever it is noticed', () => {
  let now = 600_000
  const outage = watchOutage(() => now, 300)
  outage.mustBeShort()
  outage.begin(0)
  assert.throws(() => outage.mustBeShort(), unavailable, 'the machine had stood still')
  outage.end()
  outage.begin(500_000)
  outage.mustBeShort()
  assert.throws(() => outage.mustBeShort(0), unavailable, 'what was not noted began before')
  now = 800_001
  assert.throws(() => outage.mustBeShort(700_000), unavailable)
})

/** A service that says its keys and, once, that no session has ended; later lines say only that it is there. */
async function openSpoken(now: () => number) {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const keys = [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'x' }]
  const from = Math.floor(now() / 1000)
  const sign = (typ: string, claims: object) =>
    new SignJWT({ iss: 'kalosphere-auth', aud: 'kalosphere', iat: from, exp: from + 3600, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ, kid: 'x' })
      .sign(privateKey)
  const list = `event: list\ndata: ${await sign('revocations+jwt', { revoked: [] })}\n\n`
  const who = { sub: randomUUID(), sid: randomUUID(), jti: 'j', token_type: 'access', auth_time: from, acr: 'aal1' }
  const what = { email: 'ana@example.com', email_verified: true, username: 'ana', roles: [], amr: ['pwd'] }
  const again = Promise.withResolvers<void>()
  const lines: ReadableStreamDefaultController<Uint8Array>[] = []
  const fetch = async (input: unknown) => {
    if (String(input).endsWith('jwks.json')) return Response.json({ keys })
    const said = [lines.length === 0 ? list : ': here\n\n']
    const pull = (line: ReadableStreamDefaultController<Uint8Array>) => {
      const next = said.pop()
      if (next !== undefined) line.enqueue(new TextEncoder().encode(next))
      // Who asks for more has read what was said.
      else if (lines.length > 1) again.resolve()
    }
    const stream = new ReadableStream({ start: (line) => void lines.push(line), pull }, { highWaterMark: 0 })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
  const breakOff = () => lines.at(-1)?.error(new TypeError('broken'))
  return { fetch, access: await sign('at+jwt', { ...who, ...what }), breakOff, again: again.promise }
}

test('after a machine stood still, what it heard before is too old, also once it has noticed and the service is there', async (t) => {
  let now = Date.now()
  const { fetch, access, breakOff, again } = await openSpoken(() => now)
  const { verifier } = openAlone(t, { fetch, now: () => now, revocations: 'stream' })
  await verifier.ready
  await verifier.verify(access)
  now += 600_000
  await assert.rejects(verifier.verify(access), unavailable)
  breakOff()
  await again
  await assert.rejects(verifier.verify(access), unavailable)
  verifier.close()
  breakOff()
})

test('keys that never came are asked for once by all who wait, and then seldom', async (t) => {
  let now = 0
  const { verifier, asked } = openAlone(t, { now: () => now })
  for (let round = 1; round < 3; round++) {
    await Promise.all([1, 2, 3].map(() => assert.rejects(verifier.verify(token), unavailable)))
    await assert.rejects(verifier.verify(token), unavailable)
    assert.equal(asked.length, round)
    now += 5000
  }
})

test('a log that fails stops nothing', async (t) => {
  for (const onTrouble of [
    () => {
      throw new Error('the log is full')
    },
    async () => Promise.reject(new Error('the log is full')),
  ]) {
    const { verifier, asked } = openAlone(t, { onTrouble, revocations: 'stream' })
    const again = () => asked.filter((path) => path.endsWith('/revocations')).length > 1
    await assert.rejects(verifier.verify(token), unavailable)
    while (!again()) await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

test('events are the same in whatever pieces they come, and a long one costs no more than its length', () => {
  const text = ': here\n\nevent: list\ndata: a.b.c\n\n\ndata: x\n\nevent: revoked\n\ndata: half'
  const events = [
    { name: 'list', data: 'a.b.c' },
    { name: 'message', data: 'x' },
  ]
  for (let size = 1; size <= text.length; size++) {
    const read = readEvents()
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
      text.slice(at * size, (at + 1) * size),
    )
    assert.deepEqual(pieces.flatMap(read), events, `${size}`)
    assert.deepEqual(read('\n\n'), [{ name: 'message', data: 'half' }], `${size}`)
  }
  const read = readEvents()
  const piece = 'a'.repeat(1024)
  read('data: ')
  for (let count = 0; count < 30_000; count++) assert.deepEqual(read(piece), [])
  assert.equal(read('\n\n')[0]?.data.length, 30_000 * 1024)
  assert.throws(() => {
    for (;;) read(piece)
  }, /does not end/)
})

type Vectors = {
  readonly key: object
  readonly valid: Record<string, string>
  readonly invalid: Record<string, string>
}

/** Vectors of Project Wycheproof (`server/test/vectors/wycheproof.ts` says which). */
const { signatures, keys } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../server/test/vectors/wycheproof-jws.json'), 'utf8'),
)
const groups: readonly Vectors[] = [...signatures.groups, ...keys.groups]

/** The numbers of the texts that somebody takes by their key. */
async function takenOf(
  of: 'valid' | 'invalid',
  isTaken: (key: object, text: string) => Promise<boolean>,
): Promise<string[]> {
  const texts = groups.flatMap(({ key, [of]: cases }) => Object.entries(cases).map(([id, text]) => ({ key, id, text })))
  const taken = await Promise.all(texts.map(async ({ key, id, text }) => ((await isTaken(key, text)) ? [id] : [])))
  return taken.flat()
}

/** The service's published keys as the verifier keeps them, and its library, beneath the rules for kinds and claims. */
async function isVerified(key: object, text: string): Promise<boolean> {
  const fetch = async () => Response.json({ keys: [key] })
  const means = {
    origin,
    issuer: '',
    audience: '',
    algorithms: ['ES256', 'RS256'],
    offlineFor: 300,
    onTrouble: () => {},
  }
  try {
    const { alg = '', kid = '' } = decodeProtectedHeader(text)
    const found = await openKeySet({ ...means, fetch, now: () => 0 }).find({ alg, kid, typ: 'at+jwt' })
    if (found === undefined) return false
    await compactVerify(text, found, { algorithms: [alg] })
    return true
  } catch (error) {
    // No key at all, where the only one of the set is none.
    if (error instanceof RefusedError) return false
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}

test('Wycheproof: a published key verifies what it signed, and nothing else', async (t) => {
  // Stricter: keys that do not say that they are for signatures (259-263, 349), other algorithms (272, 347).
  assert.deepEqual(await takenOf('valid', isVerified), ['18', '378', '33', '345', '5'])
  // Weak keys (7 and 9) are the service's to refuse: whoever publishes in its name needs none.
  assert.deepEqual(await takenOf('invalid', isVerified), ['7', '9'])
  const fetch = async () => Response.json({ keys: groups.map(({ key }) => key) })
  const { verifier } = openAlone(t, { fetch })
  const isToken = (_: object, text: string) =>
    verifier.verify(text).then(
      () => true,
      () => false,
    )
  assert.deepEqual([await takenOf('valid', isToken), await takenOf('invalid', isToken)], [[], []], 'none is a token')
})
