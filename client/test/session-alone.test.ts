import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { UnreachableError } from '../src/api-problem.ts'
import { openBrowserSession } from '../src/browser-session.ts'
import { openApi } from '../src/open-api.ts'
import type { Session } from '../src/session.ts'
import { type Kept, memoryStore, openTokenSession } from '../src/token-session.ts'
import { tokenOf } from './tokens.ts'

const origin = 'https://auth.example.com'
const ana = { access: tokenOf({ sub: 'ana', sid: 'a', jti: 1 }), refresh: 'a1' }
const anaNext = { access: tokenOf({ sub: 'ana', sid: 'a', jti: 2 }), refresh: 'a2' }
const anaProof = tokenOf({ sub: 'ana', sid: 'a', jti: 3 })
const ben = { access: tokenOf({ sub: 'ben', sid: 'b' }), refresh: 'b1' }

/** A service whose answer to a refresh is on its way until it is let go. */
function slowService() {
  const arrived = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const bodies: string[] = []
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    bodies.push(await request.text())
    if (!request.url.endsWith('/refresh/')) return new Response(null, { status: 205 })
    arrived.resolve()
    await gate.promise
    return Response.json(anaNext)
  }
  return { send, bodies, arrived: arrived.promise, letGo: gate.resolve }
}

/** Does something while a refresh of ana's is under way. @returns what the refresh gave */
async function meanwhile(kind: 'program' | 'browser', t: TestContext, act: (session: Session) => unknown) {
  const service = slowService()
  const store = memoryStore({ ...ana, device: 'd' })
  const session =
    kind === 'program'
      ? openTokenSession({ origin, store, fetch: service.send })
      : openBrowserSession({ origin, fetch: service.send, locks: null, storage: null })
  t.after(session.close)
  if (kind === 'program') await session.restore()
  else await session.begin(ana)
  const renewing = session.renew(ana.access)
  await service.arrived
  const acting = act(session)
  service.letGo()
  const renewed = await renewing
  await acting
  // What was left to do in its turn is done.
  await store.turns(async () => undefined)
  return { session, renewed, kept: (await store.read()) as Kept, bodies: service.bodies }
}

test('a sign-in, a proof or an end during a refresh is not undone by its late answer: a program', async (t) => {
  const signIn = await meanwhile('program', t, (session) => session.begin(ben))
  assert.deepEqual(signIn.kept, { ...ben, device: 'd' })
  assert.equal(signIn.session.access(), ben.access)

  const proof = await meanwhile('program', t, (session) => session.begin(anaProof))
  assert.deepEqual(proof.kept, { access: anaProof, refresh: anaNext.refresh, device: 'd' })

  const end = await meanwhile('program', t, (session) => session.end())
  assert.deepEqual([end.kept, end.session.standing()], [{ device: 'd' }, 'signed_out'])
  assert.deepEqual(JSON.parse(end.bodies.at(-1) ?? ''), { all: false, refresh: anaNext.refresh })

  const drop = await meanwhile('program', t, (session) => {
    session.drop()
    assert.equal(session.standing(), 'signed_out', 'at once')
  })
  assert.deepEqual([drop.kept, drop.renewed, drop.session.access()], [{ device: 'd' }, undefined, undefined])

  const both = await meanwhile('program', t, (session) => {
    const begun = session.begin(ben)
    session.drop()
    return begun
  })
  assert.deepEqual(both.kept, { ...ben, device: 'd' }, 'what was over was the session of ana')
})

test('a sign-in or an end during a refresh is not undone by its late answer: a browser', async (t) => {
  const signIn = await meanwhile('browser', t, (session) => session.begin(ben))
  assert.deepEqual([signIn.renewed, signIn.session.access()], [ben.access, ben.access])
  const end = await meanwhile('browser', t, (session) => session.end())
  assert.deepEqual([end.session.standing(), end.session.access()], ['signed_out', undefined])
  const drop = await meanwhile('browser', t, (session) => session.drop())
  assert.deepEqual([drop.renewed, drop.session.standing()], [undefined, 'signed_out'])
})

test('a program knows its device without a look first, and a refresh token alone is enough to be found again', async () => {
  const send: typeof fetch = async () => Response.json(anaNext)
  const store = memoryStore({ ...ana, device: 'd' })
  await openTokenSession({ origin, store, fetch: send }).renew(ana.access)
  assert.deepEqual(await store.read(), { ...anaNext, device: 'd' })
  const half = memoryStore({ refresh: 'a1' })
  const session = openTokenSession({ origin, store: half, fetch: send })
  await session.restore()
  assert.deepEqual([session.standing(), session.access()], ['signed_in', anaNext.access])
  const late = openTokenSession({ origin, store: memoryStore(ben), fetch: send })
  await late.restore()
  await late.begin(anaProof)
  assert.equal(late.access(), ben.access, 'a proof of somebody before has no place here')
})

test('a refresh that is not answered gives up, and the next has its turn', async (t) => {
  const limits: number[] = []
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms)
    return AbortSignal.abort(new DOMException('too late', 'TimeoutError'))
  })
  // Answers nothing, as a line that hangs.
  const send: typeof fetch = async (input, init) => {
    new Request(input, init).signal.throwIfAborted()
    return new Promise(() => undefined)
  }
  const session = openTokenSession({ origin, store: memoryStore(ana), fetch: send })
  for (let turn = 0; turn < 2; turn++) await assert.rejects(session.renew(ana.access), UnreachableError)
  assert.deepEqual(limits, [10_000, 10_000])
})

test('a call is made once more with a token of the same person, and never as somebody else', async () => {
  const calls: (string | null)[] = []
  const send: typeof fetch = async (input) => {
    calls.push(new Request(input).headers.get('authorization'))
    return Response.json({ error: 'token_not_valid' }, { status: 401 })
  }
  for (const [next, times] of [
    [ben.access, 1],
    [undefined, 1],
    [anaNext.access, 2],
  ] as const) {
    calls.length = 0
    const api = openApi({ origin, tokens: { access: () => ana.access, renew: async () => next }, fetch: send })
    const { response } = await api.POST('/api/auth/mfa/backup-codes/')
    assert.deepEqual([response.status, calls.length, calls[0]], [401, times, `Bearer ${ana.access}`])
  }
})

test('a part of a path is one: what would lead elsewhere is not sent', async () => {
  const asked: string[] = []
  const send: typeof fetch = async (input) => {
    asked.push(new URL(new Request(input).url).pathname)
    return new Response(null, { status: 204 })
  }
  const tokens = { access: () => undefined, renew: async () => undefined }
  const { DELETE } = openApi({ origin, tokens, fetch: send })
  for (const id of ['', '.', '..', undefined]) {
    // A page in plain JavaScript has no types that keep it from this.
    await assert.rejects(DELETE('/api/auth/sessions/{id}/', { params: { path: { id: id as string } } }), TypeError)
  }
  await DELETE('/api/auth/sessions/{id}/', { params: { path: { id: '../a' } } })
  assert.deepEqual(asked, ['/api/auth/sessions/..%2Fa/'])
})
