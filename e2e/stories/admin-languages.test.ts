import type { Page } from '@playwright/test'
import { enterDashboard, haveStaff } from '../staff.ts'
import { expect, test } from '../stage.ts'

const views = [
  '',
  '/people',
  '/sessions',
  '/audit',
  '/blocks',
  '/outbox',
  '/webhooks',
  '/keys',
  '/services',
  '/settings',
]

/** The titles that are the English word in another language, too. */
const sameWord = new Set(['es /webhooks', 'de /webhooks', 'fr /webhooks', 'fr /sessions', 'fr /services'])
const windows = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

/** The title of a view in a language, once it is there; it fits into a window of either size. */
async function titleOf(page: Page, view: string, language: string): Promise<string> {
  await page.evaluate((wish) => localStorage.setItem('kalosphere-language', wish), language)
  await page.goto(`/admin${view}`)
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', language)
  for (const [name, size] of Object.entries(windows)) {
    await page.setViewportSize(size)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(over, `${view} ${language} ${name}`).toBeLessThanOrEqual(0)
  }
  return title.innerText()
}

test('the dashboard speaks the language of the other pages, and fits in each', async ({ enter, service }) => {
  test.setTimeout(480_000)
  const { page } = await enter()
  await enterDashboard(page, await haveStaff(service, 'admin'))
  const english = new Map<string, string>()
  for (const view of views) english.set(view, await titleOf(page, view, 'en'))
  for (const language of ['es', 'de', 'fr', 'hi']) {
    for (const view of views) {
      const title = await titleOf(page, view, language)
      if (!sameWord.has(`${language} ${view}`)) expect(title, `${view} ${language}`).not.toBe(english.get(view))
    }
  }
})
