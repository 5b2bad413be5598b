import type { Page } from '@playwright/test'
import { heading, signInThere } from '../account-pages.ts'
import { type OtherSite, openOtherSite } from '../other-site.ts'
import { haveAccount } from '../person.ts'
import { expect, test as stage } from '../stage.ts'

/** Stories with a service that lets the pages of one other origin read its answers. */
const test = stage.extend<object, { readonly friend: OtherSite }>({
  friend: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads off it what is asked for
    async ({}, use) => {
      const site = await openOtherSite()
      await use(site)
      await site.close()
    },
    { scope: 'worker' },
  ],
  settings: [
    async ({ friend: { origins } }, use) => use({ CORS_ALLOWED_ORIGINS: origins.subdomain }),
    { scope: 'worker' },
  ],
  elsewhere: [async ({ friend: { origins } }, use) => use(Object.values(origins)), { scope: 'worker' }],
})

type Call = { method: string; path: string; access?: string; body?: object; credentials?: RequestCredentials }

/** A script of the open page calls the service. @returns what it could read, or the browser's refusal */
function callFrom(page: Page, origin: string, call: Call): Promise<{ status: number; text: string; seen: string[] }> {
  return page.evaluate(
    async ({ url, method, access, body, credentials }) => {
      const headers = {
        ...(body && { 'content-type': 'application/json' }),
        ...(access && { authorization: `Bearer ${access}` }),
      }
      const sent = fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }), credentials })
      return sent.then(
        async (answer) => ({ status: answer.status, text: await answer.text(), seen: [...answer.headers.keys()] }),
        () => ({ status: 0, text: 'refused by the browser', seen: [] }),
      )
    },
    { credentials: 'omit' as const, ...call, url: `${origin}/api/auth/${call.path}` },
  )
}

test('pages of an allowed origin call with tokens of their own, and those of another read nothing', async ({
  enter,
  service,
  friend,
  watch,
}) => {
  const { email, password, username } = await haveAccount(service)
  const [page, stranger] = [(await enter()).page, (await enter()).page]
  const login = { method: 'POST', path: 'login/', body: { email, password } }
  await page.goto(friend.origins.subdomain)
  const signedIn = await callFrom(page, service.origin, login)
  expect(signedIn.status).toBe(200)
  expect(signedIn.seen, 'which headers are let through').toContain('x-request-id')
  const { access } = JSON.parse(signedIn.text)
  const read = { method: 'GET', path: 'profile/', access }
  const own = await callFrom(page, service.origin, read)
  expect([own.status, JSON.parse(own.text).username]).toEqual([200, username])
  const change = { method: 'PATCH', path: 'profile/', access, body: { display_name: 'From afar' } }
  expect((await callFrom(page, service.origin, change)).status).toBe(200)
  const refused = await callFrom(page, service.origin, { ...read, access: `${access}x` })
  expect([refused.status, JSON.parse(refused.text).error], 'a refusal can be read too').toEqual([
    401,
    'token_not_valid',
  ])
  expect(watch.complaints(), 'the browser refused nothing so far').toEqual([])

  for (const origin of [friend.origins.localhost, friend.origins.address]) {
    await stranger.goto(origin)
    for (const call of [login, read, change]) {
      const { text } = await callFrom(stranger, service.origin, call)
      expect(text, `${call.path} from ${origin}`).toBe('refused by the browser')
    }
  }
  // An allowed origin has no use of the cookies of our pages either.
  await page.goto('/sign-in')
  await signInThere(page, { email, password, username })
  await heading(page, 'Profile')
  await expect(page.getByLabel('Display name')).toHaveValue('From afar')
  await page.goto(friend.origins.subdomain)
  const byCookie = { method: 'POST', path: 'refresh/', body: {}, credentials: 'include' } as const
  expect((await callFrom(page, service.origin, byCookie)).text).toBe('refused by the browser')
  const told = watch.complaints()
  expect(
    told.filter((one) => /CORS|net::ERR_FAILED/.test(one)),
    'refusals of the browser',
  ).toEqual(told)
  expect(told.length).toBeGreaterThan(0)
})
