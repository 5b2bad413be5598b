import type { Page } from '@playwright/test'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { test } from '../issuer.ts'
import { mailTo } from '../mailbox.ts'
import { haveAccount, somebody } from '../person.ts'
import { expect } from '../stage.ts'
import { codeOf, readQr } from '../totp.ts'

/** Says at the other service who one is. */
async function continueAs(page: Page, subject: string): Promise<void> {
  await expect(page).toHaveTitle('Another service')
  await write(page, 'Who are you?', subject)
  await press(page, 'Continue')
}

const choose = (page: Page) => page.getByRole('link', { name: 'Continue with Acme' }).click()

test('whoever is known at another service signs in by its button, and comes back past a refusal there', async ({
  enter,
  neighbour: { issuer },
}) => {
  const { email, username } = somebody('eva')
  issuer.accounts.set(username, { email, email_verified: true, name: 'Eva <b>Acme</b>' })
  const { page } = await enter()
  await page.goto('/sign-in')
  await choose(page)
  await press(page, 'No, thank you')
  await heading(page, 'The sign-in was not finished')
  expect(new URL(page.url()).pathname).toBe('/social')
  await page.getByRole('link', { name: 'Back' }).click()
  await heading(page, 'Welcome back')

  await choose(page)
  await continueAs(page, username)
  await heading(page, 'Profile')
  expect(page.url(), 'the code has gone from the address').not.toContain('code')
  await expect(page.getByLabel('Display name')).toHaveValue('Eva <b>Acme</b>')
  await page.reload()
  await heading(page, 'Profile')
  // Nothing else opens this account: it has no password.
  await goTo(page, 'Security')
  await press(page, 'Unlink: Acme')
  await expect(page.getByRole('status').filter({ hasText: 'Nothing else opens this account' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Unlink: Acme' })).toBeVisible()
})

test('an account is linked, opened by the link, and the link taken away; its second factor is asked for there too', async ({
  enter,
  service,
  neighbour: { issuer },
}) => {
  const person = await haveAccount(service)
  const subject = somebody('outside')
  issuer.accounts.set(subject.username, { email: subject.email, email_verified: true })
  const { page } = await enter()
  await signInThere(page, person)
  await heading(page, 'Profile')
  await goTo(page, 'Security')
  await press(page, 'Link: Acme')
  await continueAs(page, subject.username)
  await heading(page, 'Security')
  await expect(page.getByText(subject.email)).toBeVisible()
  await mailTo(service, person.email, /now opens your/)
  await press(page, 'Set up: Authenticator app')
  const uri = await readQr(page.getByRole('img', { name: 'QR code' }))
  await write(page, 'Six-digit code', codeOf(uri))
  await press(page, 'Turn on')
  await press(page, 'I have kept them')
  await press(page, 'Sign out')

  await heading(page, 'Welcome back')
  await choose(page)
  await heading(page, 'Prove that it is you')
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state]))).not.toMatch(/ticket/)
  await write(page, 'Six-digit code', codeOf(uri, 1))
  await press(page, 'Verify')
  await heading(page, 'Profile')
  await expect(page.getByLabel('Username')).toHaveValue(person.username)
  await goTo(page, 'Security')
  await press(page, 'Unlink: Acme')
  await expect(page.getByRole('button', { name: 'Link: Acme', exact: true })).toBeVisible()
  await mailTo(service, person.email, /no longer opens your/)
})
