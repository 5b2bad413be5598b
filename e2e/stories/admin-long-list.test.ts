import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { heading, press, write } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import type { Service } from '../service.ts'
import { enterDashboard, haveStaff } from '../staff.ts'
import { expect, test } from '../stage.ts'

// A program that brings people, and hundreds of rows, on a machine that does other things too.
test.describe.configure({ timeout: 480_000 })

/** More than two pages of the list. */
const many = 260
/** Those in a window and beside it, where 260 are loaded. */
const mostDrawn = 60

/** Brings many people, as an operator does. @returns their addresses, by which they are found alone */
async function bringMany(service: Service, file: string): Promise<{ mark: string; emails: string[] }> {
  const mark = `long${randomBytes(5).toString('hex')}`
  const emails = Array.from({ length: many }, (_, index) => `${mark}.${index}@example.com`)
  await writeFile(file, emails.map((email) => `${JSON.stringify({ email, is_email_verified: true })}\n`).join(''))
  await service.operate(['users', 'import', file, '--source', 'story'])
  return { mark, emails }
}

const drawn = (page: Page) => page.getByRole('rowgroup').last().getByRole('row')

/** Scrolls to the end, a window at a time, as a wheel does. @returns whose rows were seen on the way */
async function scrollThrough(page: Page, until: () => Promise<boolean>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>()
  for (let i = 0; i < 200; i += 1) {
    for (const name of await drawn(page).getByRole('link').allTextContents()) seen.add(name)
    expect(await drawn(page).count(), 'rows in the page').toBeLessThanOrEqual(mostDrawn)
    if (await until()) return seen
    await page.mouse.wheel(0, 600)
    // Two frames: one in which the list hears of it, one in which it has drawn.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  }
  throw new Error(`the end did not come; ${seen.size} were seen`)
}

test('hundreds of people are scrolled through page by page, with few rows drawn and the chosen kept', async ({
  enter,
  service,
}, info) => {
  const { page } = await enter({ viewport: { width: 1280, height: 800 } })
  const { mark, emails } = await bringMany(service, info.outputPath('people.jsonl'))
  const cursors: (string | null)[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname === '/api/admin/users/' && searchParams.get('search') === mark)
      cursors.push(searchParams.get('cursor'))
  })
  // The sign-in on the way loses no filter.
  await enterDashboard(page, await haveStaff(service, 'admin'), `/admin/people?search=${mark}&sort=email`)
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue(mark)
  const sorted = emails.toSorted()
  const [first = '', last = ''] = [sorted.at(0), sorted.at(-1)]
  const tick = (email: string) => page.getByRole('checkbox', { name: `Choose ${email}` })
  await tick(first).check()
  expect(cursors, 'the next page is had when its rows come near').toEqual([null])
  await page.mouse.move(640, 600)
  const seen = await scrollThrough(page, async () => (await tick(last).count()) > 0)
  expect([...seen].toSorted(), 'nobody is left out').toEqual(sorted)
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(many + 1))
  expect(cursors.length).toBe(3)
  expect(new Set(cursors).size, 'each page is had once').toBe(3)
  await expect(tick(first), 'what is far away is not in the page').toHaveCount(0)
  await tick(last).check()
  await page.evaluate(() => scrollTo(0, 0))
  await expect(tick(first)).toBeChecked()
  await expect(page.getByText('2 chosen')).toBeVisible()
})

test('an act whose proof is no longer fresh asks for it in the dashboard, and goes on', async ({ enter, service }) => {
  const { page } = await enter()
  const [person, admin] = [await haveAccount(service), await haveStaff(service, 'admin')]
  await enterDashboard(page, admin, `/admin/people?search=${encodeURIComponent(person.email)}`)
  await page.getByRole('link', { name: person.email }).click()
  await heading(page, person.email)
  service.ageProofs(20)
  const lock = async () => {
    await press(page, 'Lock')
    await page.getByLabel('Reason').fill('Ticket 4711')
    await page.getByRole('dialog').getByRole('button', { name: 'Lock', exact: true }).click()
  }
  const asks = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await lock()
  await expect(asks).toBeVisible()
  // Whoever gives up has done nothing, and still has what they wrote.
  await page.keyboard.press('Escape')
  await expect(asks).toBeHidden()
  await expect(page.getByLabel('Reason')).toHaveValue('Ticket 4711')
  await page.getByRole('dialog').getByRole('button', { name: 'Lock', exact: true }).click()
  await expect(asks).toBeVisible()
  await expect(page.getByText('The password is disabled')).toBeHidden()
  await asks.getByRole('button', { name: 'Use another way' }).click()
  await asks.getByRole('button', { name: 'Backup code' }).click()
  await write(page, 'Backup code', admin.backupCodes[0] ?? '')
  await press(page, 'Verify')
  await expect(asks).toBeHidden()
  await expect(page.getByText('The password is disabled')).toBeVisible()
  // From here on the proof is fresh: the next act goes through at once.
  await press(page, 'Unlock')
  await page.getByLabel('Reason').fill('Ticket 4711')
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByText('The password is disabled')).toBeHidden()
  await expect(asks).toBeHidden()
})

test('the overview tells living sessions apart from hours in which nobody counted them', async ({ enter, service }) => {
  const { page } = await enter()
  await enterDashboard(page, await haveStaff(service, 'support'))
  await heading(page, 'Overview')
  const plot = page.getByRole('slider', { name: 'Living sessions' })
  await expect(page.locator('.plot').first()).toContainText(/\d+ now/)
  await plot.press('Home')
  await expect(plot, 'the service is new').toHaveAttribute('aria-valuetext', /: not counted$/)
  await expect(plot.locator('.plot-gap').first()).toBeAttached()
  await expect(page.getByRole('slider', { name: 'Sign-ups' })).toHaveAttribute('aria-valuetext', /: \d+$/)
  await page.getByText('The same as a table').click()
  const oldest = page.getByRole('table').getByRole('row').last()
  await expect(oldest.getByRole('cell')).toHaveText(['not counted', '0', '0', '0', '0', '0', '0'])
})
