import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build, type PreviewServer, preview } from 'vite'
import { havePatience } from '../patient-tabs.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'

/** The address that the example names; the service must know it before either is there. */
const port = 5174
const page = `http://localhost:${port}`
const root = join(import.meta.dirname, '../../examples/react-page')

test.use({ settings: { FRONTEND_URL: page }, elsewhere: [page] })

/** Serves the example as its readers do, and hands on to the service. */
async function serveExample(origin: string): Promise<PreviewServer> {
  process.env.AUTH_ORIGIN = origin
  await build({ root, logLevel: 'error' })
  return preview({ root, logLevel: 'error' })
}

async function signInElsewhere(
  origin: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${origin}/api/auth/login/`, { method: 'POST', headers, body: JSON.stringify({ email, password }) })
}

const hello = (tab: Page, name: string) => expect(tab.getByRole('heading', { name: `Hello ${name}` })).toBeVisible()

test('a page of others signs in with the hooks; twenty tabs that come back at once stay signed in', async ({
  enter,
  service,
}) => {
  test.setTimeout(480_000)
  const person = await haveAccount(service)
  const example = await serveExample(service.origin)
  try {
    const ana = await enter()
    await havePatience(ana.page.context())
    await ana.page.goto(page)
    await ana.page.getByLabel('E-mail').fill(person.email)
    await ana.page.getByLabel('Password').fill('another')
    await ana.page.getByRole('button', { name: 'Go on' }).click()
    await expect(ana.page.getByRole('alert')).toHaveText('Invalid credentials.')
    await ana.page.getByLabel('Password').fill(person.password)
    await ana.page.getByRole('button', { name: 'Go on' }).click()
    await hello(ana.page, person.username)

    // Told by the socket, through the page's own server.
    await expect(async () => {
      await signInElsewhere(service.origin, person)
      await expect(ana.page.getByRole('status')).toHaveText('new_sign_in', { timeout: 10_000 })
    }).toPass()

    const tabs = [ana.page]
    while (tabs.length < 20) tabs.push((await ana.openTab()).page)
    let refreshes = 0
    ana.page.context().on('request', (request) => {
      if (request.url().endsWith('/refresh/')) refreshes += 1
    })
    for (let round = 0; round < 2; round++) {
      // A tab that still stands would hand its token on to those that load.
      await Promise.all(tabs.map((tab) => tab.goto('about:blank')))
      await Promise.all(tabs.map((tab) => tab.goto(page)))
      for (const tab of tabs) await hello(tab, person.username)
      // One where each tab answers the others in time; on a machine that is busy with twenty of them, a few.
      expect(refreshes, 'by each tab it would be twenty').toBeLessThan(10)
      refreshes = 0
    }
    await ana.page.getByRole('button', { name: 'Sign out' }).click()
    for (const tab of tabs) await expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  } finally {
    await example.close()
  }
})
