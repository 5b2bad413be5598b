import type { Page, Response } from '@playwright/test'
import { expectAccessible } from '../accessible.ts'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { look } from '../look.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'

async function inspect(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name)
  await look(page, `account-${name}`)
}

test('the pages before the door look right, and shut nobody out', async ({ enter }) => {
  const { page } = await enter({ reducedMotion: 'reduce' })
  await page.goto('/')
  await heading(page, 'Welcome back')
  await inspect(page, 'sign-in')
  await page.goto('/sign-up')
  await press(page, 'Create account')
  await expect(page.getByLabel('Email address')).toBeFocused()
  await inspect(page, 'sign-up-refused')
  await page.goto('/verify')
  await heading(page, 'Look into your mailbox')
  await inspect(page, 'verify')
  await page.goto('/recover')
  await heading(page, 'Reset your password')
  await inspect(page, 'recover')
})

test('the pages of the account look right, and shut nobody out', async ({ enter, service }) => {
  const { page } = await enter({ reducedMotion: 'reduce' })
  await signInThere(page, await haveAccount(service))
  await expect(page.getByLabel('Username')).toBeVisible()
  await inspect(page, 'profile')
  await goTo(page, 'Security')
  await expect(page.getByText('You have no second factor yet')).toBeVisible()
  await inspect(page, 'security')
  await press(page, 'Set up: Authenticator app')
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible()
  await inspect(page, 'totp')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await goTo(page, 'Devices')
  await expect(page.getByText('This device').first()).toBeVisible()
  await inspect(page, 'devices')
  await goTo(page, 'Activity')
  await expect(page.getByText('Signed in')).toBeVisible()
  await inspect(page, 'activity')
  await goTo(page, 'Your data')
  await inspect(page, 'data')
})

test('the first page brings less than 200 kB of script, from here alone, and text stays text', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  const scripts: Promise<{ readonly responseBodySize: number }>[] = []
  const note = (answer: Response): void => {
    if (answer.url().endsWith('.js')) scripts.push(answer.request().sizes())
  }
  page.on('response', note)
  await page.goto('/')
  await heading(page, 'Welcome back')
  await page.waitForLoadState('networkidle')
  page.off('response', note)
  const octets = (await Promise.all(scripts)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0)
  expect(octets, 'octets of compressed script').toBeLessThan(200_000)
  expect(octets).toBeGreaterThan(10_000)
  await signInThere(page, person)
  const name = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  await write(page, 'Display name', name)
  await press(page, 'Save changes')
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await expect(page).toHaveTitle('Profile · Kalosphere')
})
