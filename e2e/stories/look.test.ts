import { look } from '../look.ts'
import { linkIn, mailTo } from '../mailbox.ts'
import { haveAccount, register, signIn, somebody } from '../person.ts'
import { test } from '../stage.ts'

test('the pages of registration and of a new password look right', async ({ enter, service }) => {
  const { open, page } = await enter()
  const press = () => page.getByRole('button').click()
  const person = somebody()
  await open(await register(service, person))
  await look(page, 'verify-email')
  await press()
  await look(page, 'verify-email-done')

  await open('/forgot-password')
  await look(page, 'forgot-password')
  await page.getByLabel('Email address').fill(person.email)
  await press()
  await look(page, 'forgot-password-done')
  await open(linkIn(await mailTo(service, person.email, /Reset your/)))
  await look(page, 'reset-password')
  const choose = async (password: string, again: string) => {
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByLabel('New password, again').fill(again)
    await press()
  }
  await choose('password', 'password')
  await look(page, 'reset-password-refused')
  await choose('A-new-passphrase-4', 'A-new-passphrase-5')
  await look(page, 'reset-password-differs')
  await choose('A-new-passphrase-4', 'A-new-passphrase-4')
  await look(page, 'reset-password-done')
  await open('/verify-email?token=spent')
  await press()
  await look(page, 'link-problem')
})

test('the pages of a change of address look right', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const moved = somebody('moved').email
  const ana = await enter()
  const { open, page } = ana
  await ana.openScripted()
  await signIn(ana, person)
  await ana.post('profile/email/', { new_email: moved, password: person.password })
  const press = () => page.getByRole('button').click()
  await open(linkIn(await mailTo(service, moved, /Confirm your new/)))
  await look(page, 'confirm-email-change')
  await press()
  await look(page, 'confirm-email-change-done')
  await open(linkIn(await mailTo(service, person.email, /address was changed/)))
  await look(page, 'undo-email-change')
  await press()
  await look(page, 'undo-email-change-done')
})
