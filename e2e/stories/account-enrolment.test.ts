import type { Page } from '@playwright/test'
import { expectAccessible } from '../accessible.ts'
import { heading, press, signInThere, signUpThere, write } from '../account-pages.ts'
import { look } from '../look.ts'
import { codeIn, mailTo, tokenOf } from '../mailbox.ts'
import { forget, haveAccount, somebody } from '../person.ts'
import { expect, test } from '../stage.ts'
import { codeOf, readQr } from '../totp.ts'

test.use({ settings: { MFA_REQUIRED: 'all' } })

const choose = (page: Page, name: string) => page.getByRole('button', { name }).click()

async function inspect(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name)
  await look(page, `account-${name}`)
}

test('whoever must have a second factor sets one up from the screen and is signed in; a reload leads back to the sign-in', async ({
  enter,
  service,
}) => {
  const person = somebody()
  const { page } = await enter({ reducedMotion: 'reduce' })
  await signUpThere(page, person)
  await write(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /Verify your/)))
  await press(page, 'Verify')
  await expect(page.getByText('Your address is verified')).toBeVisible()
  await signInThere(page, person)
  await heading(page, 'Set up a second factor')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state]))).not.toMatch(/token/)
  await inspect(page, 'enrol')

  await page.reload()
  await heading(page, 'Welcome back')
  await expect(page.getByText('Your sign-in was not finished')).toBeVisible()
  await page.goto('/sign-in?next=/account/sessions')
  await signInThere(page, person)
  await choose(page, 'Authenticator app')
  await heading(page, 'Set up an authenticator app')
  await inspect(page, 'enrol-totp')
  const uri = await readQr(page.getByRole('img', { name: 'QR code' }))
  await write(page, 'Six-digit code', '000000')
  await press(page, 'Turn on')
  await expect(page.getByLabel('Six-digit code')).toBeFocused()
  await write(page, 'Six-digit code', codeOf(uri))
  await press(page, 'Turn on')
  await heading(page, 'Your backup codes')
  await expect(page.locator('.codes li')).toHaveCount(10)
  await inspect(page, 'enrol-codes')
  const file = page.waitForEvent('download')
  await press(page, 'Download')
  expect((await file).suggestedFilename()).toBe('kalosphere-backup-codes.txt')
  await press(page, 'I have kept them')
  await heading(page, 'Devices')
  await expect(page.getByText('This device').first()).toBeVisible()

  await press(page, 'Sign out')
  await signInThere(page, person)
  await heading(page, 'Prove that it is you')
  await write(page, 'Six-digit code', codeOf(uri, 1))
  await press(page, 'Verify')
  await heading(page, 'Profile')
})

test('a passkey as the first factor brings backup codes too; whoever loads these anew is signed in', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { page } = ana
  const passkey = await ana.plugIn('passkey')
  await passkey.recognise(false)
  await signInThere(page, person)
  await choose(page, 'Security key or passkey')
  await write(page, 'Name', 'Laptop')
  await press(page, 'Add a passkey or key')
  await expect(page.getByRole('alert')).toContainText('The browser added no key')
  await passkey.recognise(true)
  await press(page, 'Add a passkey or key')
  await heading(page, 'Your backup codes')
  await expect(page.locator('.codes li')).toHaveCount(10)
  await page.reload()
  await heading(page, 'Security')
  await expect(page.getByText('10 codes left')).toBeVisible()
  await expect(page.getByText('Laptop')).toBeVisible()
})

test('a code by mail is a first factor, too', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await signInThere(page, person)
  await choose(page, 'Code by text message')
  await heading(page, 'Set up codes by text message')
  await press(page, 'Use another way')
  await choose(page, 'Code by email')
  await press(page, 'Send a code')
  await expect(page.getByLabel('Six-digit code')).toBeFocused()
  await write(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /verification code/)))
  await press(page, 'Turn on')
  await heading(page, 'Your backup codes')
  await press(page, 'I have kept them')
  await heading(page, 'Profile')
})

test('a token that has ended leads back to the sign-in, and so does a factor that another browser has added', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await signInThere(page, person)
  await heading(page, 'Set up a second factor')
  // A new password ends it, as half an hour does.
  const token = tokenOf(await forget(service, person))
  person.password = 'A-new-passphrase-4'
  const data = { token, new_password: person.password, confirm_password: person.password }
  const reset = await page.request.post('/api/auth/reset-password/', { data })
  expect(reset.status()).toBe(200)
  await choose(page, 'Authenticator app')
  await heading(page, 'Welcome back')
  await expect(page.getByText('You waited too long')).toBeVisible()

  const { page: another } = await enter()
  for (const one of [page, another]) {
    await signInThere(one, person)
    await heading(one, 'Set up a second factor')
  }
  await choose(another, 'Authenticator app')
  await write(another, 'Six-digit code', codeOf(await readQr(another.getByRole('img', { name: 'QR code' }))))
  await press(another, 'Turn on')
  await heading(another, 'Your backup codes')
  await choose(page, 'Authenticator app')
  await heading(page, 'Welcome back')
  await expect(page.getByText('Your sign-in was not finished')).toBeVisible()
})
