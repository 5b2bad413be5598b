import type { Page } from '@playwright/test'
import { heading, signInThere } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'

const acme = { id: 'acme', name: 'Acme', issuer: 'https://acme.example', client_id: 'ours' }
// The buttons of other services come with an answer of their own, and so would push the rest of the page down.
test.use({ settings: { OIDC_PROVIDERS: JSON.stringify([{ ...acme, client_secret: 'a secret of theirs' }]) } })

/** Of the sum over a page; Google's "good" is a tenth. */
const most = 0.02

type Shifts = { readonly sum: number; readonly moved: readonly string[] }

/** Has each page note what moves on it without anybody having touched it (layout instability, W3C). */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted = { sum: 0, moved: [] as string[] }
    Object.assign(window, { shifts: noted })
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] }
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue
        noted.sum += value
        for (const { node } of sources) noted.moved.push(node instanceof Element ? node.className : String(node))
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

const entry = { '/sign-in': 'Welcome back', '/sign-up': 'Create your account', '/verify': 'Look into your mailbox' }
const more = { '/recover': 'Reset your password', '/social': 'The sign-in was not finished' }
const account = { '/account': 'Profile', '/account/security': 'Security', '/account/sessions': 'Devices' }
const rest = { '/account/activity': 'Activity', '/account/data': 'Your data' }

async function expectStill(page: Page, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size)
    for (const [path, title] of Object.entries(pages)) {
      await page.goto(path)
      await heading(page, title)
      await page.waitForLoadState('networkidle')
      const { sum, moved } = await page.evaluate(() => (window as unknown as { shifts: Shifts }).shifts)
      expect(sum, `${path} at ${size.width}: ${moved.join(', ')}`).toBeLessThan(most)
    }
  }
}

test('nothing moves by itself on the pages before the door', async ({ enter }) => {
  const { page } = await enter()
  await watchShifts(page)
  await expectStill(page, { ...entry, ...more })
})

test('nothing moves by itself on the pages of the account', async ({ enter, service }) => {
  const { page } = await enter()
  await watchShifts(page)
  await signInThere(page, await haveAccount(service))
  await heading(page, 'Profile')
  await expectStill(page, { ...account, ...rest })
})
