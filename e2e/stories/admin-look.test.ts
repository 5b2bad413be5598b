import type { Page } from '@playwright/test'
import { expectAccessible } from '../accessible.ts'
import { heading, press } from '../account-pages.ts'
import { look } from '../look.ts'
import { haveAccount } from '../person.ts'
import { enterDashboard, haveStaff } from '../staff.ts'
import { expect, test } from '../stage.ts'

// Each looks at its view with axe in light and dark, on a phone and a desktop.
test.describe.configure({ timeout: 480_000 })

async function inspect(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name)
  await look(page, `admin-${name}`)
}

test('the overview looks right, and shuts nobody out', async ({ enter, service }) => {
  const { page } = await enter({ reducedMotion: 'reduce' })
  await enterDashboard(page, await haveStaff(service, 'admin'))
  await heading(page, 'Overview')
  const plot = page.getByRole('slider', { name: 'Sign-ins', exact: true })
  await expect(plot).toHaveAttribute('aria-valuetext', /: [1-9]\d*$/)
  await plot.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(plot).toHaveAttribute('aria-valuetext', /: 0$/)
  await inspect(page, 'overview')
  await page.getByText('The same as a table').click()
  await expect(page.getByRole('columnheader', { name: 'Sign-ups' })).toBeVisible()
  await page.getByLabel('By').selectOption('hour')
  await expect(page).toHaveURL(/by=hour/)
  await inspect(page, 'overview-hours')
})

test('the list of people looks right, and shuts nobody out', async ({ enter, service, watch }) => {
  const { page } = await enter({ reducedMotion: 'reduce' })
  const person = await haveAccount(service)
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/people')
  await heading(page, 'People')
  await page.getByRole('checkbox', { name: `Choose ${person.email}` }).check()
  await inspect(page, 'people')
  await press(page, 'New account')
  await inspect(page, 'people-new')
  await page.keyboard.press('Escape')
  await page.route('**/api/admin/users/?*', (route) => route.abort())
  await page.getByLabel('State').selectOption('Active')
  await expect(page.getByText('The service cannot be reached.')).toBeVisible()
  await inspect(page, 'people-offline')
  expect(new Set(watch.complaints())).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']))
})

test('the page of a person looks right, and shuts nobody out', async ({ enter, service }) => {
  const { page } = await enter({ reducedMotion: 'reduce' })
  const person = await haveAccount(service)
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/people')
  await page.getByRole('link', { name: person.email }).click()
  await heading(page, person.email)
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible()
  await inspect(page, 'person')
  await press(page, 'Erase')
  await inspect(page, 'person-erase')
})
