import { heading, press, signInThere, signUpThere, write } from '../account-pages.ts'
import { codeIn, linkIn, mailTo } from '../mailbox.ts'
import { forget, haveAccount, somebody } from '../person.ts'
import { expect, test } from '../stage.ts'

test('signed up, verified by the code of the mail, signed in, and signed out', async ({ enter, service }) => {
  const person = somebody()
  const { page } = await enter()
  await signUpThere(page, person)
  await write(page, 'Six-digit code', '000000')
  await press(page, 'Verify')
  await expect(page.getByRole('alert')).toBeFocused()
  await write(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /Verify your/)))
  await press(page, 'Verify')
  await expect(page.getByText('Your address is verified')).toBeVisible()
  await expect(page.getByLabel('Email address or username')).toHaveValue(person.email)
  await signInThere(page, person)
  await heading(page, 'Profile')
  await page.reload()
  await expect(page.getByLabel('Username'), 'the cookie alone brings the session back').toHaveValue(person.username)
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/eyJ/)
  await press(page, 'Sign out')
  await heading(page, 'Welcome back')
  await page.goto('/account/security')
  await heading(page, 'Welcome back')
})

test('signed up, verified by the link of the mail, signed in to the page that was asked for', async ({
  enter,
  service,
}) => {
  const person = somebody()
  const { page } = await enter()
  await page.goto('/account/security')
  await heading(page, 'Welcome back')
  await signUpThere(page, person)
  await page.goto(linkIn(await mailTo(service, person.email, /Verify your/)))
  await press(page, 'Verify my address')
  await page.getByRole('link', { name: 'sign in' }).click()
  await heading(page, 'Welcome back')
  await page.goto('/sign-in?next=/account/security')
  await signInThere(page, person)
  await heading(page, 'Security')
})

test('a wrong password is told, and nobody is led away from our pages', async ({ enter, service, otherSite }) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await page.goto(`/sign-in?next=${encodeURIComponent(otherSite.origins.localhost)}`)
  await signInThere(page, { ...person, password: 'not-the-password' })
  await expect(page.getByRole('alert')).toBeFocused()
  await expect(page.getByRole('alert')).toContainText('do not belong together')
  await signInThere(page, person)
  await heading(page, 'Profile')
  expect(otherSite.visits).toEqual([])
})

test('a forgotten password is replaced by the code of the mail', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await page.goto('/recover')
  await write(page, 'Email address', person.email)
  await press(page, 'Send the mail')
  await heading(page, 'Choose a new password')
  await write(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /Reset your/)))
  await write(page, 'New password', person.username)
  await press(page, 'Set password')
  await expect(page.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(/too similar/)
  await write(page, 'New password', 'A-new-passphrase-4')
  await press(page, 'Set password')
  await expect(page.getByText('Your new password is set')).toBeVisible()
  await signInThere(page, { ...person, password: 'A-new-passphrase-4' })
  await heading(page, 'Profile')
  await forget(service, person)
})
