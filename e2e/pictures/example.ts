import type { Browser, Page } from '@playwright/test'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { codeIn, mailTo } from '../mailbox.ts'
import type { Service } from '../service.ts'
import { codeOf, readQr } from '../totp.ts'
import { letIn } from '../visitor.ts'
import type { Watch } from '../watch.ts'

const person = { email: 'maya.okafor@example.com', username: 'maya', password: 'tree sand moon river' }
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1'
const laptop = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** The person of the pictures, with everything an account can have. @returns a page where she is signed in */
export async function seatExample(browser: Browser, service: Service, watch: Watch): Promise<Page> {
  const room = { browser, service, watch }
  const seat = await letIn(room, { reducedMotion: 'reduce' })
  const { page } = seat
  await page.goto('/sign-up')
  await write(page, 'Email address', person.email)
  await write(page, 'Username', person.username)
  await write(page, 'Password', person.password)
  await press(page, 'Create account')
  await write(page, 'Six-digit code', codeIn(await mailTo(service, person.email, /Verify your/)))
  await press(page, 'Verify')
  await page.getByText('Your address is verified').waitFor()
  for (const userAgent of [phone, laptop]) {
    const { page: other } = await letIn(room, { userAgent })
    await signInThere(other, person)
    await heading(other, 'Profile')
  }
  await signInThere(page, person)
  await heading(page, 'Profile')
  await write(page, 'Display name', 'Maya Okafor')
  await press(page, 'Save changes')
  await goTo(page, 'Security')
  await press(page, 'Set up: Authenticator app')
  await write(page, 'Six-digit code', codeOf(await readQr(page.getByRole('img', { name: 'QR code' }))))
  await press(page, 'Turn on')
  await press(page, 'I have kept them')
  await seat.plugIn('passkey')
  await press(page, 'Add a passkey or key')
  await write(page, 'Name', 'Work laptop')
  await page.getByRole('dialog').getByRole('button', { name: 'Add a passkey or key' }).click()
  await page.getByText('It was added.').waitFor()
  return page
}
