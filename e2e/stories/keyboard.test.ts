import { heading } from '../account-pages.ts'
import { codeIn, mailTo } from '../mailbox.ts'
import { somebody } from '../person.ts'
import { expect, test } from '../stage.ts'
import { codeOf, readQr } from '../totp.ts'
import { enterAt, type } from '../typed.ts'

test('the keyboard alone signs up, sets up an authenticator app, and signs in with it', async ({ enter, service }) => {
  const { page } = await enter()
  const person = somebody()
  const signIn = async () => {
    await type(page, 'Email address or username', person.username)
    await type(page, 'Password', person.password)
    await page.keyboard.press('Enter')
  }
  await page.goto('/sign-in')
  await heading(page, 'Welcome back')
  await enterAt(page, 'Create an account')
  await heading(page, 'Create your account')
  await type(page, 'Email address', person.email)
  await type(page, 'Username', person.username)
  await type(page, 'Password', person.password)
  await page.keyboard.press('Enter')
  await heading(page, 'Look into your mailbox')
  await type(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /Verify your/)))
  await page.keyboard.press('Enter')
  await heading(page, 'Welcome back')
  await expect(page.getByLabel('Email address or username'), 'it is known by now').toHaveValue(person.email)
  await type(page, 'Password', person.password)
  await page.keyboard.press('Enter')
  await heading(page, 'Profile')

  await enterAt(page, 'Security')
  await heading(page, 'Security')
  await enterAt(page, 'Set up: Authenticator app')
  const picture = page.getByRole('img', { name: 'QR code' })
  const uri = await readQr(picture)
  await enterAt(page, 'Copy')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  await type(page, 'Six-digit code', codeOf(uri))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your backup codes' })).toBeVisible()
  await enterAt(page, 'I have kept them')
  await expect(page.getByText('10 codes left')).toBeVisible()
  await enterAt(page, 'Sign out')

  await heading(page, 'Welcome back')
  await signIn()
  await heading(page, 'Prove that it is you')
  await type(page, 'Six-digit code', codeOf(uri, 1))
  await page.keyboard.press('Enter')
  await heading(page, 'Profile')
})
