import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ApiProblem, UnreachableError } from '../src/api-problem.ts'
import { openBrowserSession } from '../src/browser-session.ts'
import { type Api, answerOf, openApi } from '../src/open-api.ts'
import type { Session } from '../src/session.ts'
import { sessionOfToken } from '../src/session-of-token.ts'
import { type Browser, openBrowser, type Service, startService } from './service.ts'
import { spoiled } from './tokens.ts'

type Tab = { readonly session: Session; readonly api: Api }

function openTab(t: TestContext, { origin }: Service, { fetch, storage }: Browser): Tab {
  const session = openBrowserSession({ origin, fetch, storage })
  t.after(session.close)
  const { send, headers } = session
  return { session, api: openApi({ origin, tokens: session, fetch: send, headers }) }
}

async function signIn({ session, api }: Tab, body: { email: string; password: string }): Promise<void> {
  const { access } = await answerOf(api.POST('/api/auth/login/', { body }))
  session.begin(access)
}

const profileOf = ({ api }: Tab) => answerOf(api.GET('/api/auth/profile/'))

async function openWorld(t: TestContext) {
  const service = await startService(t)
  const person = await service.haveAccount()
  const browser = openBrowser(service.origin)
  return { service, person, browser, first: openTab(t, service, browser) }
}

test('a sign-in in a browser', async (t) => {
  const { service, person, browser, first } = await openWorld(t)

  await t.test('nobody was signed in: nothing is asked', async () => {
    await first.session.restore()
    assert.deepEqual([first.session.standing(), browser.asked], ['signed_out', []])
  })

  await t.test('a refusal is an error with its word; fields come by name', async () => {
    const wrong = answerOf(first.api.POST('/api/auth/login/', { body: { ...person, password: 'another' } }))
    await assert.rejects(wrong, (error) => error instanceof ApiProblem && error.code === 'bad_credentials')
    const empty = answerOf(first.api.POST('/api/auth/forgot-password/', { body: { email: 'nobody' } }))
    await assert.rejects(empty, (error) => error instanceof ApiProblem && (error.fields.email?.length ?? 0) > 0)
  })

  await t.test('a sign-in keeps the refresh token from the page', async () => {
    const answer = await answerOf(first.api.POST('/api/auth/login/', { body: person }))
    assert.deepEqual(Object.keys(answer).sort(), ['access', 'user'])
    first.session.begin(answer.access)
    assert.equal((await profileOf(first)).email, person.email)
    assert.equal(first.session.standing(), 'signed_in')
  })

  await t.test('a tab that is opened later gets the token of the others without asking the service', async () => {
    browser.asked.length = 0
    const second = openTab(t, service, browser)
    await second.session.restore()
    assert.equal(second.session.access(), first.session.access())
    assert.deepEqual(browser.asked, [])
    second.session.close()
  })
})

test('the session of a browser, shared by its tabs', async (t) => {
  const { service, person, browser, first } = await openWorld(t)
  await signIn(first, person)

  await t.test('tabs whose token is refused at once refresh it once, and each call is made once more', async () => {
    const second = openTab(t, service, browser)
    await second.session.restore()
    const stale = spoiled(first.session.access())
    first.session.begin(stale)
    while (second.session.access() !== stale) await new Promise((resolve) => setTimeout(resolve, 5))
    browser.asked.length = 0
    const profiles = await Promise.all([first, second, first, second].map(profileOf))
    assert.deepEqual(new Set(profiles.map(({ email }) => email)), new Set([person.email]))
    assert.equal(browser.asked.filter((one) => one === 'POST refresh/').length, 1)
    assert.equal(browser.asked.filter((one) => one === 'GET profile/').length, 8)
    assert.equal(second.session.access(), first.session.access())
    second.session.close()
  })

  await t.test('a browser that comes back without a tab refreshes by its cookie', async () => {
    first.session.close()
    browser.asked.length = 0
    const later = openTab(t, service, browser)
    await later.session.restore()
    assert.deepEqual([later.session.standing(), browser.asked], ['signed_in', ['POST refresh/']])
    later.session.close()
  })

  await t.test('whoever signs out in one tab is signed out in all', async () => {
    const [one, two] = [openTab(t, service, browser), openTab(t, service, browser)]
    await signIn(one, person)
    await two.session.restore()
    const left = Promise.withResolvers<void>()
    two.session.subscribe(() => two.session.standing() === 'signed_out' && left.resolve())
    await one.session.end()
    await left.promise
    assert.deepEqual([one.session.standing(), two.session.standing()], ['signed_out', 'signed_out'])
    await assert.rejects(profileOf(two), (error) => error instanceof ApiProblem && error.code === 'not_authenticated')
    one.session.close()
    two.session.close()
  })
})

test('a sign-out that is refused leaves the session as it is', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const browser = openBrowser(service.origin)
  let refusing = true
  const tooOften = () => Response.json({ detail: 'Too often.', error: 'rate_limited' }, { status: 429 })
  const fetch: typeof browser.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    return refusing && address.endsWith('/logout/') ? tooOften() : browser.fetch(input, init)
  }
  const tab = openTab(t, service, { ...browser, fetch })
  await signIn(tab, person)
  await assert.rejects(tab.session.end(), (error) => error instanceof ApiProblem && error.code === 'rate_limited')
  assert.equal(tab.session.standing(), 'signed_in')
  refusing = false
  await tab.session.end()
  assert.equal(tab.session.standing(), 'signed_out')
})

test('a token tells which session it belongs to: the same after a refresh, another after a sign-in', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const tab = openTab(t, service, openBrowser(service.origin))
  await signIn(tab, person)
  const first = sessionOfToken(tab.session.access())
  assert.match(first ?? '', /^[0-9a-f-]{36}$/)
  await tab.session.renew(tab.session.access() ?? '')
  assert.equal(sessionOfToken(tab.session.access()), first)
  await signIn(tab, person)
  assert.notEqual(sessionOfToken(tab.session.access()), first)
  for (const odd of [undefined, '', 'x', 'a.b.c', 'e30.e30.e30', 'e30.MQ.e30']) {
    assert.equal(sessionOfToken(odd), undefined, String(odd))
  }
})

test('a sign-in waits for a refresh that is under way, whose cookie would be put in the place of its own', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const [refreshed, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const heard = async (path: string): Promise<void> => {
    if (path !== 'refresh/') return
    refreshed.resolve()
    await released.promise
  }
  const browser = openBrowser(service.origin, heard)
  const [one, two] = [openTab(t, service, browser), openTab(t, service, browser)]
  await signIn(one, person)
  const before = sessionOfToken(one.session.access())
  const refresh = one.session.renew(one.session.access() ?? '')
  await refreshed.promise
  const next = signIn(two, person)
  await new Promise((resolve) => setTimeout(resolve, 300))
  released.resolve()
  await Promise.all([refresh, next])
  const now = sessionOfToken(two.session.access())
  assert.notEqual(now, before)
  await two.session.renew(two.session.access() ?? '')
  assert.equal(sessionOfToken(two.session.access()), now, 'the cookie is of the session that began last')
})

test('a service that is away is no end of the session', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const tab = openTab(t, service, openBrowser(service.origin))
  await signIn(tab, person)
  await service.stop()
  await assert.rejects(profileOf(tab), UnreachableError)
  await assert.rejects(tab.session.renew(tab.session.access() ?? ''), UnreachableError)
  assert.equal(tab.session.standing(), 'signed_in')
})

test('a second factor that has become a must ends the session of the pages; the next sign-in leads to it', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const tab = openTab(t, service, openBrowser(service.origin))
  await signIn(tab, person)
  await service.restart({ MFA_REQUIRED: 'all' })
  await assert.rejects(
    profileOf(tab),
    (error) => error instanceof ApiProblem && error.code === 'mfa_enrolment_required',
  )
  assert.equal(tab.session.standing(), 'signed_in', 'a refusal of one call is no end')
  assert.equal(await tab.session.renew(tab.session.access() ?? ''), undefined)
  assert.equal(tab.session.standing(), 'signed_out')
  await assert.rejects(
    signIn(tab, person),
    (error) => error instanceof ApiProblem && typeof error.body.enrolment_token === 'string',
  )
})
