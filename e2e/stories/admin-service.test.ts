import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from '../accessible.ts'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { look } from '../look.ts'
import { test } from '../mail-host.ts'
import type { Person } from '../person.ts'
import type { Service } from '../service.ts'
import { enterDashboard, haveRole, haveStaff } from '../staff.ts'
import { expect } from '../stage.ts'

// Each looks at its views with axe in light and dark, on a phone and a desktop.
test.describe.configure({ timeout: 480_000 })

const toast = (page: Page, text: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: text }).first()).toBeVisible()
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

/** Says why in the open sheet, and does it. */
async function confirm(page: Page, button: string, reason = 'Ticket 4711'): Promise<void> {
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Reason').fill(reason)
  await sheet.getByRole('button', { name: button, exact: true }).click()
}

async function inspect(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name)
  await look(page, `admin-${name}`)
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Fails to sign in until the name is locked. */
async function failOften({ origin }: Service, { email }: Person): Promise<void> {
  const body = JSON.stringify({ email, password: 'not-the-Passw0rd' })
  for (let count = 0; count < 6; count += 1) {
    await fetch(`${origin}/api/auth/login/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }
}

/** Says that the password is forgotten, so that a mail goes out. */
async function askForReset({ origin }: Service, { email }: Person): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${origin}/api/auth/forgot-password/`, { method: 'POST', headers, body: JSON.stringify({ email }) })
}

test('an administrator looks through the log, and finds their own act in it', async ({ enter, service }) => {
  const { page } = await enter()
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/keys')
  await heading(page, 'Keys')
  await expect(page.getByRole('row')).toHaveCount(2)
  await press(page, 'New key')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'New key' })).toBeDisabled()
  await confirm(page, 'New key', 'Yearly change')
  await toast(page, 'There is a new key.')
  await expect(page.getByRole('row')).toHaveCount(3)
  await goTo(page, 'Audit log')
  await page.getByLabel('Event', { exact: true }).selectOption('admin.acted')
  await expect(page).toHaveURL(/event=admin\.acted/)
  await expect(page.getByRole('button', { name: 'key.rotated' })).toBeHidden()
  await page.reload()
  const event = page.getByRole('button', { name: 'admin.acted' }).first()
  await expect(page.getByText('Yearly change')).toBeHidden()
  await event.click()
  await expect(event).toHaveAttribute('aria-expanded', 'true')
  const details = row(page, 'Yearly change')
  await expect(details).toContainText('keys.rotate')
  await expect(details).toContainText('127.0.0.1')
  await inspect(page, 'audit')
  await event.click()
  await expect(page.getByText('Yearly change')).toBeHidden()
  await page.getByLabel('From', { exact: true }).fill('2099-01-01')
  await expect(page.getByText('Nothing was recorded that matches.')).toBeVisible()
})

test('the log is checked, and exported as the filters pick it', async ({ enter, service }) => {
  const { page } = await enter()
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/audit')
  await heading(page, 'Audit log')
  await page.goto('/admin/audit?event=account.created_by_operator')
  await expect(row(page, 'account.created_by_operator').first()).toBeVisible()
  await press(page, 'Check the log')
  await confirm(page, 'Check the log', 'Monthly check')
  await expect(page.getByText('The log is whole')).toBeVisible()
  await expect(page.getByText(/main: events 1 to \d+/)).toBeVisible()
  await inspect(page, 'audit-whole')
  await press(page, 'Close the result')
  await expect(page.getByText('The log is whole')).toBeHidden()
  await press(page, 'Export')
  const download = page.waitForEvent('download')
  await confirm(page, 'Export', 'Yearly review')
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^kalosphere-audit-\d{4}-\d{2}-\d{2}\.jsonl$/)
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  expect(new Set(lines.map((line) => JSON.parse(line).event))).toEqual(new Set(['account.created_by_operator']))
})

test('a block that failures made is lifted, and its owner comes in again', async ({ enter, service }) => {
  const [{ page }, ana] = [await enter(), await enter()]
  const person = await haveRole(service, 'support')
  await failOften(service, person)
  await signInThere(ana.page, person)
  await expect(ana.page.getByRole('alert')).toBeVisible()
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/blocks')
  await heading(page, 'Blocks')
  await expect(row(page, 'Password')).toHaveCount(1)
  await inspect(page, 'blocks')
  await page.getByRole('button', { name: /^Lift: Password/ }).click()
  await confirm(page, 'Lift')
  await toast(page, 'The block is lifted.')
  await expect(page.getByText('Nothing is blocked.')).toBeVisible()
  await press(ana.page, 'Sign in')
  await heading(ana.page, 'Profile')
})

test('a mail that was refused is sent again', async ({ enter, service, mailHost }) => {
  const { page } = await enter()
  const [person, other] = [await haveRole(service, 'support'), await haveRole(service, 'support')]
  mailHost.refuse([person.email, other.email])
  for (const one of [person, other]) await askForReset(service, one)
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/outbox')
  await heading(page, 'Outbox')
  await expect(async () => {
    await page.reload()
    await expect(row(page, 'RCPT TO 550')).toHaveCount(2, { timeout: 10_000 })
  }).toPass()
  await inspect(page, 'outbox')
  mailHost.refuse([])
  const before = mailHost.taken.length
  await page
    .getByRole('checkbox', { name: /^Choose Mail/ })
    .first()
    .check()
  await press(page, 'Try the chosen again')
  await confirm(page, 'Try the chosen again', 'The mail server is back')
  await toast(page, 'Tried again: 1')
  await expect(row(page, 'RCPT TO 550')).toHaveCount(1)
  await press(page, 'Try all again')
  await confirm(page, 'Try all again', 'The mail server is back')
  await expect(page.getByText('Nothing was given up.')).toBeVisible()
  await expect.poll(() => mailHost.taken.slice(before).sort()).toEqual([person.email, other.email].sort())
  await page.getByLabel('State').selectOption('Waiting')
  await expect(page).toHaveURL(/state=waiting/)
  await expect(page.getByRole('button', { name: 'Try all again' })).toBeHidden()
})

test('a service is added, and its secret is seen once', async ({ enter, service }) => {
  const { page } = await enter()
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/services')
  await heading(page, 'Services')
  await expect(page.getByText('No service is registered.')).toBeVisible()
  await press(page, 'Add a service')
  await write(page, 'Name', 'Billing')
  await confirm(page, 'Add', 'New service')
  const sheet = page.getByRole('dialog', { name: 'The secret of the service' })
  const secret = (await sheet.locator('code').last().textContent()) ?? ''
  expect(secret.length).toBeGreaterThan(30)
  await inspect(page, 'service-secret')
  await press(page, 'I have kept it')
  await expect(row(page, 'Billing')).toHaveCount(1)
  expect(await page.content()).not.toContain(secret)
  await page.reload()
  await expect(row(page, 'Billing')).toHaveCount(1)
  expect(await page.content()).not.toContain(secret)
  await press(page, 'New secret: Billing')
  await confirm(page, 'New secret')
  expect(await sheet.locator('code').last().textContent()).not.toBe(secret)
  await press(page, 'I have kept it')
  await inspect(page, 'services')
  await press(page, 'Remove: Billing')
  await confirm(page, 'Remove')
  await expect(page.getByText('No service is registered.')).toBeVisible()
})

test('a webhook is added, tried out, paused and removed', async ({ enter, service }) => {
  const { page } = await enter()
  const url = 'https://hooks.invalid/kalosphere'
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/webhooks')
  await heading(page, 'Webhooks')
  await expect(page.getByText('Nobody is told of events.')).toBeVisible()
  await press(page, 'Add a webhook')
  await write(page, 'Address', 'http://hooks.invalid/')
  await confirm(page, 'Add')
  await expect(page.getByText('An address must begin with https://')).toBeVisible()
  await inspect(page, 'webhook-add')
  await write(page, 'Address', url)
  await page.getByRole('checkbox', { name: 'user.created' }).check()
  await confirm(page, 'Add')
  await expect(page.getByRole('dialog').locator('code')).toHaveText(/^whsec_/)
  await press(page, 'I have kept it')
  await inspect(page, 'webhooks')
  await page.getByRole('link', { name: url }).click()
  await heading(page, url)
  await expect(page.getByText('Nothing was sent.')).toBeVisible()
  await press(page, 'Send a test')
  await confirm(page, 'Send a test')
  // The name is looked up first, which may take as long as an answer.
  await expect(page.getByText('The test did not arrive:')).toBeVisible({ timeout: 60_000 })
  await press(page, 'Pause')
  await confirm(page, 'Pause')
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
  await page.reload()
  await heading(page, url)
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible()
  await inspect(page, 'webhook')
  await press(page, 'Remove')
  await confirm(page, 'Remove')
  await heading(page, 'Webhooks')
  await expect(page.getByText('Nobody is told of events.')).toBeVisible()
})

test('a session is found among those of everybody, and ended', async ({ enter, service }) => {
  const [{ page }, ana] = [await enter(), await enter()]
  const person = await haveRole(service, 'support')
  await signInThere(ana.page, person)
  await heading(ana.page, 'Profile')
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/sessions')
  await heading(page, 'Sessions')
  await inspect(page, 'sessions')
  await row(page, person.email).getByRole('button').click()
  await confirm(page, 'End the session')
  await heading(ana.page, 'Welcome back')
  await expect(row(page, person.email)).toHaveCount(0)
  await page.goto('/admin/sessions?account_id=nobody')
  await expect(page.getByRole('alert')).toBeVisible()
})

test('the settings are read, without a secret; what fails says so', async ({ enter, service, watch }) => {
  const { page } = await enter()
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/settings')
  await heading(page, 'Settings')
  const secret = page.getByRole('term').filter({ hasText: 'SECRET_KEY' }).first()
  await expect(secret).toHaveText('Secret keySECRET_KEY')
  await expect(page.getByText(/^[a-z]+_[a-z_]+$/), 'a setting without words').toHaveCount(0)
  await expect(page.getByText('all have run')).toBeVisible()
  await inspect(page, 'settings')
  await page.route('**/api/admin/**', (route) => route.abort())
  for (const name of ['keys', 'services', 'webhooks', 'blocks', 'outbox', 'audit', 'sessions', 'settings']) {
    await page.goto(`/admin/${name}`)
    await expect(page.getByText('The service cannot be reached.')).toBeVisible()
  }
  await page.unroute('**/api/admin/**')
  expect(new Set(watch.complaints())).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']))
  await press(page, 'Try again')
  await expect(secret).toBeVisible()
})

test('support sees only what is for its role', async ({ enter, service }) => {
  const { page } = await enter()
  await failOften(service, await haveRole(service, 'support'))
  await enterDashboard(page, await haveStaff(service, 'support'), '/admin/blocks')
  await heading(page, 'Blocks')
  await expect(page.getByRole('navigation').getByRole('link')).toHaveText([
    ...['Overview', 'People', 'Sessions', 'Blocks', 'Outbox'],
  ])
  await expect(row(page, 'Password').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Lift/ })).toHaveCount(0)
  await page.goto('/admin/audit')
  await expect(page.getByRole('heading', { name: 'This is not for your role' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check the log' })).toBeHidden()
})
