import { look } from '../look.ts'
import { codeIn, linkIn, mailTo } from '../mailbox.ts'
import { addKey, passkeySignIn } from '../passkey.ts'
import { haveAccount, signIn, somebody } from '../person.ts'
import { expect, test } from '../stage.ts'
import type { Visitor } from '../visitor.ts'

const heading = ({ page }: Visitor, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
const press = ({ page }: Visitor, name: string) => page.getByRole('button', { name }).click()

test('registered, the link of the mail opened, the button pressed: verified', async ({ enter, service, otherSite }) => {
  const person = somebody()
  const ana = await enter()
  await ana.openScripted()
  expect(await ana.post('register/', person)).toMatchObject({ status: 201 })
  const mail = await mailTo(service, person.email, /Verify your/)

  // The mail as a mail program on the web shows it.
  otherSite.show(mail.html)
  await ana.open(otherSite.origins.address)
  await ana.page.getByRole('link', { name: 'Verify my address' }).click()
  await heading(ana, 'Verify your email address')
  expect(ana.page.url()).toBe(linkIn(mail))

  const other = await enter()
  await other.openScripted()
  expect(await signIn(other, person), 'looking changes nothing').toMatchObject({ status: 401 })
  await press(ana, 'Verify my address')
  await heading(ana, 'Your address is verified')
  expect(await signIn(other, person)).toMatchObject({ status: 200 })
})

test('a forgotten password is replaced, by keyboard alone', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { keyboard } = ana.page
  await ana.open('/forgot-password')
  await expect(ana.page.getByRole('textbox'), 'the cursor is where one types').toBeFocused()
  await keyboard.type(person.email)
  await keyboard.press('Enter')
  await heading(ana, 'Look into your mailbox')

  const link = linkIn(await mailTo(service, person.email, /Reset your/))
  await ana.open(link)
  await heading(ana, 'Choose a new password')
  const field = ana.page.getByLabel('New password', { exact: true })
  const choose = async (password: string) => {
    await expect(field, 'the cursor is where one types').toBeFocused()
    await keyboard.type(password)
    await keyboard.press('Tab')
    await keyboard.type(password)
    await keyboard.press('Enter')
  }
  await choose('short')
  await heading(ana, 'Please choose another password')
  await expect(field).toHaveAccessibleDescription(/too short/)
  await expect(ana.page.getByRole('alert')).toBeVisible()
  await choose('A-new-passphrase-4')
  await heading(ana, 'Your password is set')

  await ana.open(link)
  await choose('Yet-another-one-5')
  await heading(ana, 'This link does not work')
  await ana.openScripted()
  expect(await signIn(ana, person)).toMatchObject({ status: 401 })
  expect(await signIn(ana, { ...person, password: 'A-new-passphrase-4' })).toMatchObject({ status: 200 })
})

test('an address is changed by the link to the new one, and taken back by the link to the old one', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const moved = somebody('moved').email
  const ana = await enter()
  await ana.openScripted()
  await signIn(ana, person)
  const wish = { new_email: moved, password: person.password }
  expect(await ana.post('profile/email/', wish)).toMatchObject({ status: 200 })

  await ana.open(linkIn(await mailTo(service, moved, /Confirm your new/)))
  await press(ana, 'Use this address')
  await heading(ana, 'Your address was changed')
  await ana.openScripted()
  expect(await ana.get('profile/')).toMatchObject({ body: { email: moved } })

  await ana.open(linkIn(await mailTo(service, person.email, /address was changed/)))
  await press(ana, 'Take the change back')
  await heading(ana, 'The change was taken back')
  await ana.openScripted()
  expect(await signIn(ana, { ...person, email: moved })).toMatchObject({ status: 401 })
  expect(await signIn(ana, person)).toMatchObject({ status: 200 })
})

test('who has not lost the passkey at all objects to its removal', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  await ana.plugIn('passkey')
  await signIn(ana, person)
  await addKey(ana)
  const { body } = await ana.post('mfa/backup-codes/')
  const [backup_code] = body.backup_codes as string[]

  const thief = await enter()
  await thief.openScripted()
  const { mfa_token } = (await signIn(thief, person)).body
  expect(await thief.post('login/recover/', { mfa_token })).toMatchObject({ status: 200 })
  const code = codeIn(await mailTo(service, person.email, /recovery code/))
  const proved = await thief.post('login/recover/confirm/', { mfa_token, code, backup_code })
  expect(proved).toMatchObject({ status: 202, body: { due_at: expect.any(String) } })

  await ana.open(linkIn(await mailTo(service, person.email, /loses its second factors soon/)))
  await heading(ana, 'Keep your second factors')
  await look(ana.page, 'cancel-factor-recovery')
  await press(ana, 'Keep my second factors')
  await heading(ana, 'Your second factors stay')
  await look(ana.page, 'cancel-factor-recovery-done')
  await mailTo(service, person.email, /second factors of your .* stay/)
  await ana.openScripted()
  expect(await passkeySignIn(ana)).toMatchObject({ status: 200 })
})

test('a link that was cut off says so in words', async ({ enter }) => {
  const ana = await enter()
  for (const path of [
    '/verify-email',
    '/reset-password',
    '/confirm-email-change',
    '/undo-email-change',
    '/cancel-factor-recovery',
  ]) {
    await ana.open(path)
    await heading(ana, 'This link does not work')
  }
  await ana.open('/verify-email?token=%22%3E%3Cscript%3Edocument.title=1%3C/script%3E')
  await press(ana, 'Verify my address')
  await heading(ana, 'This link does not work')
  await expect(ana.page).toHaveTitle('This link does not work · Kalosphere')
})
