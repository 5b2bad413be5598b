import type { Page } from '@playwright/test'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { codeIn, mailTo } from '../mailbox.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'
import { codeOf, readQr } from '../totp.ts'

/** Sets an authenticator app up by looking at the screen. @returns what the app keeps */
async function setUpApp(page: Page): Promise<URL> {
  await goTo(page, 'Security')
  await press(page, 'Set up: Authenticator app')
  const uri = await readQr(page.getByRole('img', { name: 'QR code' }))
  await write(page, 'Six-digit code', codeOf(uri))
  await press(page, 'Turn on')
  await expect(page.getByRole('heading', { name: 'Your backup codes' })).toBeVisible()
  return uri
}

test('an authenticator app is set up from the screen, and asked for from then on', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await signInThere(page, person)
  await heading(page, 'Profile')
  const uri = await setUpApp(page)
  const [backup = ''] = await page.locator('.codes li').allTextContents()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByText(backup), 'black on white paper').toHaveCSS('color', 'rgb(0, 0, 0)')
  for (const part of [
    page.locator('.panel').first(),
    page.getByRole('button', { name: 'Print' }),
    page.locator('.top'),
  ])
    await expect(part).toBeHidden()
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  await press(page, 'I have kept them')
  await expect(page.getByText('10 codes left')).toBeVisible()
  await press(page, 'Sign out')

  await signInThere(page, person)
  await heading(page, 'Prove that it is you')
  await write(page, 'Six-digit code', '000000')
  await press(page, 'Verify')
  await expect(page.getByLabel('Six-digit code')).toBeFocused()
  await write(page, 'Six-digit code', codeOf(uri, 1))
  await press(page, 'Verify')
  await heading(page, 'Profile')
  await press(page, 'Sign out')

  await signInThere(page, person)
  await press(page, 'Use another way')
  await page.getByRole('button', { name: 'Backup code' }).click()
  await write(page, 'Backup code', backup)
  await press(page, 'Verify')
  await heading(page, 'Profile')
  await goTo(page, 'Security')
  await expect(page.getByText('9 codes left')).toBeVisible()
  await press(page, 'Turn off: Authenticator app')
  await press(page, 'Remove')
  await expect(page.getByText('You have no second factor yet')).toBeVisible()
})

test('whoever has lost the app proves the mailbox, and waits for an administrator', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await signInThere(page, person)
  await heading(page, 'Profile')
  await setUpApp(page)
  await press(page, 'I have kept them')
  await press(page, 'Sign out')
  await signInThere(page, person)
  await press(page, 'I have lost all of them')
  await heading(page, 'Lost your second factors')
  await press(page, 'Mail me a code')
  await write(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /recovery code/)))
  await press(page, 'Remove my second factors')
  await expect(page.getByText('An administrator must agree')).toBeVisible()
})

test('a passkey is added by name, offered at the next sign-in, and proves again who it is', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { page } = ana
  await signInThere(page, person)
  await heading(page, 'Profile')
  const passkey = await ana.plugIn('passkey')
  await goTo(page, 'Security')
  await press(page, 'Add a passkey or key')
  await write(page, 'Name', 'Laptop <script>alert(1)</script>')
  await page.getByRole('dialog').getByRole('button', { name: 'Add a passkey or key' }).click()
  await expect(page.getByText('Laptop <script>alert(1)</script>')).toBeVisible()
  expect(await passkey.count()).toBe(1)

  // The browser offers it in the name field, and its owner chooses it there.
  await press(page, 'Sign out')
  await heading(page, 'Profile')
  await goTo(page, 'Security')
  await page.getByRole('button', { name: /^Remove Laptop/ }).click()
  await press(page, 'Remove')
  await expect(page.getByText('It was removed.')).toBeVisible()
})
