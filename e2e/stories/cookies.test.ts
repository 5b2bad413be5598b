import { sign } from '../ceremony.ts'
import { addKey, optionsOf, sendPasskey } from '../passkey.ts'
import { haveAccount, keep, signIn } from '../person.ts'
import { expect, test } from '../stage.ts'
import type { Visitor } from '../visitor.ts'

/** What a page sends to have the lasting tokens where no script can read them. */
const inCookies = { 'x-token-transport': 'cookie' }

async function refreshCookie({ page }: Visitor) {
  return (await page.context().cookies()).find(({ name }) => name === 'refresh')
}

test('the refresh token lies in a cookie that no script reads, and outlives the page', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  const { body } = await signIn(ana, person, inCookies)
  expect(Object.keys(body)).toEqual(['access', 'user'])
  // Plain http on this machine: browsers take neither the `__Host-` prefix nor `Secure` there.
  const cookie = await refreshCookie(ana)
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false, path: '/', domain: 'localhost' })
  const readable = await ana.page.evaluate(() => [document.cookie, ...Object.values({ ...localStorage })].join())
  expect(readable).toBe('')

  // The access token was in the memory of the page, and is gone with it.
  await ana.page.reload()
  ana.access = ''
  expect(await ana.get('profile/')).toMatchObject({ status: 401 })
  const renewed = keep(ana, await ana.post('refresh/', {}))
  expect([renewed.status, Object.keys(renewed.body)]).toEqual([200, ['access']])
  expect(await ana.get('profile/')).toMatchObject({ status: 200, body: { email: person.email } })
  expect((await refreshCookie(ana))?.value).not.toBe(cookie?.value)

  expect(await ana.post('logout/', {})).toMatchObject({ status: 205 })
  expect(await refreshCookie(ana)).toBeUndefined()
  expect(await ana.get('profile/')).toMatchObject({ status: 401 })
})

test('two tabs share the session, also when both refresh it at once', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  await signIn(ana, person, inCookies)
  const tab = await ana.openTab()
  await tab.openScripted()
  const answers = await Promise.all([ana, tab, ana, tab].map((one) => one.post('refresh/', {})))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(await tab.post('refresh/', {})).toMatchObject({ status: 200 })
})

test('a passkey signs in with cookies too', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  await ana.plugIn('passkey')
  await signIn(ana, person)
  await addKey(ana)
  const credential = await sign(ana.page, await optionsOf(ana, 'login/passkey'))
  const { status, body } = await sendPasskey(ana, credential, inCookies)
  expect([status, Object.keys(body)]).toEqual([200, ['access', 'user']])
  expect(await ana.post('refresh/', {})).toMatchObject({ status: 200 })
})

test('attack 83: a page elsewhere can neither refresh nor end the session', async ({ enter, service, otherSite }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  await signIn(ana, person, inCookies)
  const before = await refreshCookie(ana)

  // A form needs nobody's leave to be sent. Another port of our host counts as the same site: the cookie goes along.
  const { localhost, subdomain, address } = otherSite.origins
  const answers = { [localhost]: 'cross_origin', [subdomain]: 'invalid_input', [address]: 'invalid_input' }
  for (const path of ['refresh', 'logout']) {
    otherSite.show(`<form method="post" action="${service.origin}/api/auth/${path}/"><button>Win!</button></form>`)
    for (const [origin, error] of Object.entries(answers)) {
      await ana.open(origin)
      await ana.page.getByRole('button', { name: 'Win!' }).click()
      await expect(ana.page.locator('body'), `${path} from ${origin}`).toContainText(`"error":"${error}"`)
    }
  }
  expect(await refreshCookie(ana)).toEqual(before)
  await ana.openScripted()
  expect(await ana.get('profile/')).toMatchObject({ status: 200 })
  expect(await ana.post('refresh/', {})).toMatchObject({ status: 200 })
})

test('attack 83: a script elsewhere reads nothing of the service', async ({ enter, service, otherSite, watch }) => {
  const ana = await enter()
  for (const origin of Object.values(otherSite.origins)) {
    await ana.open(origin)
    const read = (path: string) =>
      ana.page.evaluate(
        async (url) => (await fetch(url, { credentials: 'include' })).status,
        `${service.origin}${path}`,
      )
    await expect(read('/api/auth/profile/'), origin).rejects.toThrow('Failed to fetch')
    await expect(read('/verify-email?token=abc'), origin).rejects.toThrow('Failed to fetch')
    expect(watch.complaints().filter((told) => told.includes('blocked by CORS policy'))).toHaveLength(2)
  }
})
