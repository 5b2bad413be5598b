import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { heading, press, signInThere, write } from '../account-pages.ts'
import { mailTo } from '../mailbox.ts'
import { haveAccount, type Person } from '../person.ts'
import { enterDashboard, haveRole, haveStaff } from '../staff.ts'
import { expect, test } from '../stage.ts'

/** Looks for somebody in the list, and opens their page. */
async function openPerson(page: Page, { email }: Person): Promise<void> {
  await page.goto('/admin/people')
  await page.getByRole('searchbox', { name: 'Search' }).fill(email)
  await page.getByRole('link', { name: email }).click()
  await heading(page, email)
}

/** Does an act on the open page: its button, then the reason, then the button of the sheet. */
async function act(page: Page, name: string): Promise<void> {
  await press(page, name)
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByRole('button', { name, exact: true })).toBeDisabled()
  await sheet.getByLabel('Reason').fill('Ticket 4711')
  await sheet.getByRole('button', { name, exact: true }).click()
  await expect(sheet).toBeHidden()
}

const toast = (page: Page, text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible()

test('an administrator locks, unlocks and mails a reset', async ({ enter, service }) => {
  const [{ page }, ana] = [await enter(), await enter()]
  const person = await haveAccount(service)
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/people')
  await heading(page, 'People')
  await openPerson(page, person)
  await act(page, 'Lock')
  await toast(page, 'Locked.')
  await expect(page.getByText('The password is disabled')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeHidden()
  await signInThere(ana.page, person)
  await expect(ana.page.getByRole('alert')).toBeVisible()
  await act(page, 'Unlock')
  await expect(page.getByText('The password is disabled')).toBeHidden()
  await press(ana.page, 'Sign in')
  await heading(ana.page, 'Profile')
  await act(page, 'Mail a reset')
  await mailTo(service, person.email, /Reset your/)
  await page.reload()
  await expect(page.getByRole('listitem').filter({ hasText: 'Signed in' }).first()).toBeVisible()
})

test('whoever is signed out by an administrator leaves at once', async ({ enter, service }) => {
  const [{ page }, ana] = [await enter(), await enter()]
  const person = await haveAccount(service)
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/people')
  await heading(page, 'People')
  await signInThere(ana.page, person)
  await heading(ana.page, 'Profile')
  await openPerson(page, person)
  await press(page, 'End sessions')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Reason').fill('Ticket 4711')
  await sheet.getByRole('button', { name: 'End sessions' }).click()
  await toast(page, 'All sessions have ended.')
  const told = performance.now()
  await heading(ana.page, 'Welcome back')
  expect(performance.now() - told, 'milliseconds until the other left').toBeLessThan(10_000)
  await expect(page.getByRole('heading', { name: 'Sessions (0)' })).toBeVisible()
})

test('people are searched, filtered, and exported as the filters pick them', async ({ enter, service }) => {
  const { page } = await enter()
  const [ana, ben] = [await haveAccount(service, 'findme'), await haveAccount(service, 'other')]
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/people')
  await heading(page, 'People')
  const row = ({ email }: Person) => page.getByRole('row').filter({ hasText: email })
  await expect(row(ben)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search' }).fill('findme')
  await expect(row(ben)).toBeHidden()
  await expect(row(ana)).toBeVisible()
  await expect(page).toHaveURL(/search=findme/)
  await page.reload()
  await expect(row(ana)).toBeVisible()
  await expect(row(ben)).toBeHidden()
  await press(page, 'Columns')
  await page.getByRole('checkbox', { name: 'Last sign-in' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Last sign-in' })).toBeHidden()
  await page.reload()
  await expect(row(ana)).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Last sign-in' })).toBeHidden()
  const lines = await exported(page, 'jsonl')
  expect(lines.map((line) => JSON.parse(line).email)).toEqual([ana.email])
  const [head, ...rows] = await exported(page, 'csv')
  expect(head).toMatch(/^"id","email","username"/)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toContain(`,"${ana.email}","${ana.username}",`)
  await page.getByLabel('State').selectOption('Deactivated')
  await expect(page.getByText('Nobody matches.')).toBeVisible()
})

async function exported(page: Page, format: string): Promise<string[]> {
  await press(page, 'Export')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Format').selectOption(format)
  await sheet.getByLabel('Reason').fill('Yearly review')
  const download = page.waitForEvent('download')
  await sheet.getByRole('button', { name: 'Export' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(new RegExp(`^kalosphere-accounts-\\d{4}-\\d{2}-\\d{2}\\.${format}$`))
  await expect(sheet).toBeHidden()
  return (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
}

test('an act on many tells what came of each, and somebody new is invited', async ({ enter, service }) => {
  const { page } = await enter()
  const people = [await haveAccount(service, 'many'), await haveAccount(service, 'many')]
  const admin = await haveStaff(service, 'admin')
  await enterDashboard(page, admin, '/admin/people')
  await heading(page, 'People')
  for (const { email } of [...people, admin]) await page.getByRole('checkbox', { name: `Choose ${email}` }).check()
  await expect(page.getByText('3 chosen')).toBeVisible()
  await press(page, 'Do to them')
  await press(page, 'Deactivate')
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Reason').fill('They left')
  await sheet.getByRole('button', { name: 'Deactivate' }).click()
  await expect(page.getByRole('heading', { name: 'What came of it' })).toBeVisible()
  const result = ({ email }: Person) => sheet.getByRole('listitem').filter({ hasText: email })
  for (const person of people) await expect(result(person)).toContainText('Done')
  await expect(result(admin)).toContainText('Not for your role')
  await sheet.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('3 chosen'), 'the next act must not reach them again').toBeHidden()
  await page.getByRole('checkbox', { name: `Choose ${admin.email}` }).check()
  await expect(page.getByText('1 chosen')).toBeVisible()
  await page.getByLabel('State').selectOption('Deactivated')
  await expect(page.getByText('1 chosen'), 'whoever is not shown is not chosen').toBeHidden()
  for (const { email } of people) await expect(page.getByRole('row').filter({ hasText: email })).toBeVisible()
  await press(page, 'New account')
  const email = `invited.${people[0]?.username}@example.com`
  await write(page, 'Email address', email)
  await write(page, 'Username', `invited-${people[0]?.username}`)
  await sheet.getByLabel('Reason').fill('New colleague')
  await press(page, 'Create')
  await heading(page, email)
  await mailTo(service, email, /./)
})

test('support sees only what it may do, and the service refuses the rest', async ({ enter, service }) => {
  const { page } = await enter()
  const [person, admin] = [await haveAccount(service), await haveRole(service, 'admin')]
  await enterDashboard(page, await haveStaff(service, 'support'), '/admin/people')
  await heading(page, 'People')
  for (const name of ['Export', 'New account']) await expect(page.getByRole('button', { name })).toBeHidden()
  const asking = page.waitForRequest(/\/api\/admin\/users\/[0-9a-f-]{36}\/$/)
  await openPerson(page, person)
  const asked = await asking
  const headers = { authorization: asked.headers().authorization ?? '', 'content-type': 'application/json' }
  const body = JSON.stringify({ reason: 'Ticket 4711' })
  const refusal = await fetch(`${asked.url()}lock/`, { method: 'POST', headers, body })
  expect([refusal.status, (await refusal.json()).error]).toEqual([403, 'permission_denied'])
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible()
  for (const name of ['Lock', 'Deactivate', 'Erase', 'Change the role', 'Change the profile']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeHidden()
  }
  await openPerson(page, admin)
  await expect(page.getByText('This account has a role above yours.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeHidden()
})

test('whoever may not come in is told why, and what to do', async ({ enter, service }) => {
  const [bare, ana] = [await enter(), await enter()]
  await bare.page.goto('/admin')
  await heading(bare.page, 'Welcome back')
  await signInThere(bare.page, await haveRole(service, 'admin'))
  await heading(bare.page, 'Overview')
  await expect(bare.page.getByRole('heading', { name: 'Administration needs a second factor' })).toBeVisible()
  await bare.page.getByRole('link', { name: 'Set up a second factor' }).click()
  await heading(bare.page, 'Security')
  await signInThere(ana.page, await haveAccount(service))
  await heading(ana.page, 'Profile')
  await expect(ana.page.getByRole('link', { name: 'Administration' })).toBeHidden()
  await ana.page.goto('/admin/people')
  await expect(ana.page.getByRole('heading', { name: 'This is not for your role' })).toBeVisible()
  await expect(ana.page.getByRole('searchbox')).toBeHidden()
})

test('a dashboard in one tab does not outlive its administrator in another', async ({ enter, service }) => {
  const admin = await enter()
  const { page } = admin
  await enterDashboard(page, await haveStaff(service, 'admin'), '/admin/services')
  await heading(page, 'Services')
  await press(page, 'Add a service')
  const other = (await admin.openTab()).page
  await other.goto('/sign-in')
  await signInThere(other, await haveAccount(service))
  await expect(page.getByRole('heading', { name: 'This is not for your role' })).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
})
