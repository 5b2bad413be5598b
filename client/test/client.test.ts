import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ApiProblem } from '../src/api-problem.ts'
import { openBrowserSession } from '../src/browser-session.ts'
import { type Client, openClient } from '../src/client.ts'
import { answerOf, openApi } from '../src/open-api.ts'
import type { Session } from '../src/session.ts'
import { memoryStore, type TokenStore } from '../src/token-session.ts'
import { openBrowser, type Service, startService } from './service.ts'
import { spoiled } from './tokens.ts'

const many = 20

/** Counts what is asked for, and answers each refresh as late as a bad line does, each by another time. */
function badLine() {
  const asked: string[] = []
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    asked.push(new URL(request.url).pathname.replace('/api/auth/', ''))
    const answer = await fetch(request)
    if (request.url.endsWith('/refresh/')) await new Promise((resolve) => setTimeout(resolve, (asked.length * 7) % 40))
    return answer
  }
  return { asked, send, refreshes: () => asked.filter((path) => path === 'refresh/').length }
}

function clientOf(t: TestContext, { origin }: Service, store: TokenStore, send = fetch): Client {
  const client = openClient({ origin, store, fetch: send })
  t.after(client.close)
  return client
}

const emailOf = ({ api }: Client) => answerOf(api.GET('/api/auth/profile/')).then(({ email }) => email)

/** Makes a client believe that its access token is no longer good. */
async function spoil(store: TokenStore): Promise<void> {
  const kept = await store.read()
  await store.write({ ...kept, access: spoiled(kept.access) })
}

test('a program keeps its tokens where it wants: it is found again, knows its device, and is told what happens', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const store = memoryStore()
  const first = clientOf(t, service, store)
  const told: string[] = []
  for (const event of ['signed_in', 'refreshed', 'signed_out'] as const) first.on(event, () => told.push(event))
  await first.session.restore()
  assert.equal(first.session.standing(), 'signed_out')
  await assert.rejects(first.signIn({ ...person, password: 'another' }), { code: 'bad_credentials' })
  const done = await first.signIn(person)
  assert.ok(done.state === 'signed_in' && done.user.email === person.email)
  assert.deepEqual(Object.keys(await store.read()).sort(), ['access', 'device', 'refresh'])
  assert.equal(await emailOf(first), person.email)

  const later = clientOf(t, service, store)
  await later.session.restore()
  assert.equal(await emailOf(later), person.email, 'found again')
  await first.session.renew(first.session.access() ?? '')
  assert.deepEqual(told, ['signed_in', 'refreshed'])
  await first.reauthenticate({ password: person.password })
  assert.deepEqual(told, ['signed_in', 'refreshed', 'refreshed'])
  assert.ok((await store.read()).refresh, 'a fresh proof leaves the refresh token')
  assert.equal(await emailOf(later), person.email, 'the proof put another access token in the place of the one before')
  await first.signOut()
  assert.equal(told.at(-1), 'signed_out')
  assert.deepEqual(Object.keys(await store.read()), ['device'], 'the device is known after it, too')
  await assert.rejects(emailOf(later), ApiProblem, 'the session is over for all that share it')
  assert.equal(later.session.standing(), 'signed_out')

  await service.restart({ MFA_REQUIRED: 'all' })
  const asked = await first.signIn(person)
  assert.ok(asked.state === 'enrolment_needed' && asked.methods.includes('totp'))
  assert.equal(first.session.standing(), 'signed_out')
})

test(`${many} programs that share a session and refresh at once rotate it once; without turns nobody is signed out`, async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const { send, refreshes } = badLine()
  const store = memoryStore()
  await clientOf(t, service, store).signIn(person)
  // The second kind shares what is kept and nothing else, as processes do that share a file.
  const lone = (): TokenStore => ({ ...store, turns: (act) => act() })
  for (const [kind, open] of [
    ['turns', () => store],
    ['no turns', lone],
  ] as const) {
    const clients = Array.from({ length: many }, () => clientOf(t, service, open(), send))
    for (let round = 0; round < 3; round++) {
      await spoil(store)
      for (const { session } of clients) await session.restore()
      const before = refreshes()
      const emails = await Promise.all(clients.map(emailOf))
      assert.deepEqual(new Set(emails), new Set([person.email]), `${kind}, round ${round}`)
      if (kind === 'turns') assert.equal(refreshes() - before, 1, `round ${round}`)
    }
    assert.ok(clients.every(({ session }) => session.standing() === 'signed_in'))
  }
})

/** Has all tabs hold a token that one of them tells the others of, once they have told each other all that was before. */
async function tellAll(tabs: readonly { readonly session: Session }[], token: string): Promise<void> {
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5))
  for (let turns = 0; turns < 5; turns++) await turn()
  await tabs[0]?.session.begin(token)
  while (!tabs.every(({ session }) => session.access() === token)) await turn()
}

test(`${many} tabs that refresh at once are never signed out: with locks, with a note in their storage, and with nothing`, async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const { origin } = service
  const kinds = {
    locks: { locks: navigator.locks },
    'a note': { locks: null },
    nothing: { locks: null, storage: null },
  }
  for (const [kind, means] of Object.entries(kinds)) {
    const { fetch: send, storage, asked } = openBrowser(origin)
    const tabs = Array.from({ length: many }, () => {
      const session = openBrowserSession({ origin, fetch: send, storage, ...means })
      t.after(session.close)
      return { session, api: openApi({ origin, tokens: session, fetch: send, headers: session.headers }) }
    })
    const [first] = tabs
    assert.ok(first)
    await first.session.begin((await answerOf(first.api.POST('/api/auth/login/', { body: person }))).access)
    for (let round = 0; round < 2; round++) {
      await tellAll(tabs, spoiled(first.session.access()))
      asked.length = 0
      const profiles = await Promise.all(tabs.map(({ api }) => answerOf(api.GET('/api/auth/profile/'))))
      assert.deepEqual(new Set(profiles.map(({ email }) => email)), new Set([person.email]), `${kind}, round ${round}`)
      const refreshes = asked.filter((one) => one === 'POST refresh/').length
      if (kind !== 'nothing') assert.equal(refreshes, 1, `${kind}, round ${round}`)
    }
    assert.ok(
      tabs.every(({ session }) => session.standing() === 'signed_in'),
      kind,
    )
    for (const { session } of tabs) session.close()
  }
})
