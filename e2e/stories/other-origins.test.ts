import type { Page } from '@playwright/test'
import { heading, signInThere } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'

type Call = { url: string; method: string; mode: RequestMode; type: string; body: string | undefined }

/** A script of the open page calls. @returns what it could read: status and text, or the browser's refusal */
function callFrom(page: Page, call: Call): Promise<string> {
  return page.evaluate(async ({ url, method, mode, type, body }) => {
    const headers = body === undefined ? {} : { 'content-type': type }
    const sent = fetch(url, { method, mode, headers, credentials: 'include', ...(body === undefined ? {} : { body }) })
    return sent.then(
      async (answer) => `${answer.type} ${answer.status} ${await answer.text()}`,
      () => 'refused by the browser',
    )
  }, call)
}

const json = { type: 'application/json', body: '{}' }
const attempts: readonly Omit<Call, 'url'>[] = [
  { ...json, method: 'POST', mode: 'cors' },
  // What a form may send needs nobody's leave, whatever it holds.
  { ...json, method: 'POST', mode: 'no-cors', type: 'text/plain' },
  { method: 'POST', mode: 'no-cors', type: 'application/x-www-form-urlencoded', body: 'all=true' },
]

test('attack: scripts of other origins read nothing, and use the cookie for nothing', async ({
  enter,
  service,
  otherSite,
  watch,
}) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { page } = ana
  await signInThere(page, person)
  await heading(page, 'Profile')
  const cookies = async () => (await page.context().cookies()).filter(({ name }) => name === 'refresh')
  const before = await cookies()
  expect(before).toHaveLength(1)
  const stranger = (await ana.openTab()).page
  for (const origin of Object.values(otherSite.origins)) {
    await stranger.goto(origin)
    for (const path of ['refresh', 'logout', 'logout/all']) {
      for (const attempt of attempts) {
        const read = await callFrom(stranger, { ...attempt, url: `${service.origin}/api/auth/${path}/` })
        expect(['opaque 0 ', 'refused by the browser'], `${path} from ${origin}, ${attempt.type}`).toContain(read)
      }
    }
    const get = { method: 'GET', mode: 'cors', type: '', body: undefined } as const
    for (const path of ['/api/auth/profile/', '/account', '/assets/']) {
      expect(await callFrom(stranger, { ...get, url: `${service.origin}${path}` })).toBe('refused by the browser')
    }
    // Neither in a frame nor by the handle of a window.
    const handle = await stranger.evaluate(async (url) => {
      const frame = Object.assign(document.createElement('iframe'), { src: `${url}/account` })
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.body.append(frame)
      await loaded
      try {
        return frame.contentWindow?.document.body.innerText ?? 'nothing'
      } catch {
        return 'nothing'
      }
    }, service.origin)
    expect(handle).toBe('nothing')
    const shown = stranger.frames().find((frame) => frame !== stranger.mainFrame())
    expect(await shown?.locator('#root').count(), 'the pages stand in no frame').toBe(0)
  }
  const told = watch.complaints()
  expect(told.filter((one) => /CORS|frame-ancestors|X-Frame-Options|Failed to load/.test(one))).toEqual(told)
  expect(await cookies()).toEqual(before)
  await page.reload()
  await heading(page, 'Profile')
  await expect(page.getByLabel('Username')).toHaveValue(person.username)
})
