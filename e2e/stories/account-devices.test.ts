import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'
import { codeOf, readQr } from '../totp.ts'

const firefox = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'

test('a device is named, trusted, and forgotten, which signs it out', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const [desk, phone] = [(await enter()).page, (await enter({ userAgent: firefox })).page]
  await signInThere(phone, person)
  await heading(phone, 'Profile')
  await signInThere(desk, person)
  await heading(desk, 'Profile')
  await goTo(desk, 'Security')
  await press(desk, 'Set up: Authenticator app')
  const uri = await readQr(desk.getByRole('img', { name: 'QR code' }))
  await write(desk, 'Six-digit code', codeOf(uri))
  await press(desk, 'Turn on')
  await press(desk, 'I have kept them')

  await goTo(desk, 'Devices')
  const known = desk.getByRole('region', { name: 'Known devices' })
  const row = known.getByRole('listitem').filter({ hasText: 'Firefox' })
  await row.getByRole('button', { name: /^Rename/ }).click()
  await write(desk, 'Name of the device', 'Old phone')
  await desk.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(row.getByText('Old phone')).toBeVisible()
  await row.getByRole('button', { name: 'Trust: Old phone' }).click()
  await expect(row.getByText('Trusted', { exact: true })).toBeVisible()
  await expect(row).toContainText('asked for no second factor until')
  await row.getByRole('button', { name: 'Stop trusting: Old phone' }).click()
  await expect(row.getByText('Trusted', { exact: true })).toBeHidden()

  await row.getByRole('button', { name: 'Forget Old phone' }).click()
  await press(desk, 'Forget')
  await heading(phone, 'Welcome back')
  await expect(row).toBeHidden()
  await heading(desk, 'Devices')
  await expect(known.getByText('This device')).toBeVisible()

  await press(desk, 'Sign out')
  await signInThere(desk, person)
  await heading(desk, 'Prove that it is you')
  await desk.reload()
  await heading(desk, 'Welcome back')
  await expect(desk.getByText('Your sign-in was not finished')).toBeVisible()
})
