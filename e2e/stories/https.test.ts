import type { Page } from '@playwright/test'
import { goTo, heading, press, signInThere } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import { expect } from '../stage.ts'
import { test } from '../tls-front.ts'

const ours = async (page: Page) => (await page.context().cookies()).toSorted((a, b) => a.name.localeCompare(b.name))
const refreshOf = async (page: Page) => (await ours(page)).find(({ name }) => name === '__Host-refresh')?.value

test('over https the cookies are bound to the host and to https, and open the session again', async ({
  enter,
  service,
  front,
}) => {
  const person = await haveAccount(service)
  const visitor = await enter({ baseURL: front.origin, ignoreHTTPSErrors: true })
  const { page } = visitor
  const sockets: string[] = []
  page.on('websocket', (socket) => sockets.push(new URL(socket.url()).origin))
  await signInThere(page, person)
  await heading(page, 'Profile')
  const bound = { domain: 'localhost', path: '/', httpOnly: true, secure: true, sameSite: 'Strict' }
  const names = ['__Host-device', '__Host-refresh']
  expect(await ours(page), 'these and no others').toMatchObject(names.map((name) => ({ name, ...bound })))
  expect(await page.evaluate(() => document.cookie), 'no script reads them').toBe('')
  await expect.poll(() => sockets[0]).toBe(front.origin.replace('https:', 'wss:'))

  const before = await refreshOf(page)
  await page.reload()
  await heading(page, 'Profile')
  const after = await refreshOf(page)
  expect(after).toBeDefined()
  expect(after, 'a refresh gives another').not.toBe(before)

  // What a host beside ours could plant: without the prefix it is no cookie of ours.
  await press(page, 'Sign out')
  await heading(page, 'Welcome back')
  expect(
    (await ours(page)).map(({ name }) => name),
    'the browser stays known',
  ).toEqual(['__Host-device'])
  const planted = { name: 'refresh', value: after ?? '', domain: 'localhost', path: '/' }
  await page.context().addCookies([planted])
  await page.evaluate(() => localStorage.clear())
  const answer = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch('/api/auth/refresh/', { method: 'POST', headers, body: '{}' })).status
  })
  expect(answer).toBe(400)
  await signInThere(page, person)
  await heading(page, 'Profile')
  await goTo(page, 'Devices')
  await expect(page.getByText('This device').first()).toBeVisible()
})
