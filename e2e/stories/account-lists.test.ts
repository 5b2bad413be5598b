import type { Page } from '@playwright/test'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import type { Service } from '../service.ts'
import { openApi } from '../staff.ts'
import { expect, test } from '../stage.ts'

/** The code of the newest text message to a number, which the service writes on its console. */
async function textedTo(service: Service, number: string): Promise<string> {
  const find = () =>
    service
      .said()
      .split(`Text message to ${number}\n`)
      .at(-1)
      ?.match(/\b\d{6}\b/)?.[0] ?? ''
  await expect.poll(() => service.said().includes(`Text message to ${number}\n`), 'a text message').toBe(true)
  return find()
}

const textRow = (page: Page) => page.getByRole('listitem').filter({ hasText: 'Code by text message' })

test('the number for text messages is changed, and the old one counts until the new one answers', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  const [old, fresh] = ['+14155552671', '+14155552689']
  await signInThere(page, person)
  await heading(page, 'Profile')
  await goTo(page, 'Security')
  await press(page, 'Set up: Code by text message')
  await expect(page.getByText('Others can read or divert text messages.')).toBeVisible()
  await write(page, 'Phone number', old)
  await press(page, 'Send a code')
  await write(page, 'Six-digit code', await textedTo(service, old))
  await press(page, 'Turn on')
  await expect(textRow(page)).toContainText('71')
  await press(page, 'Change number')
  await write(page, 'Phone number', fresh)
  await press(page, 'Send a code')
  const code = await textedTo(service, fresh)
  await expect(textRow(page), 'nothing has changed yet').toContainText('71')
  await write(page, 'Six-digit code', code === '000000' ? '000001' : '000000')
  await press(page, 'Turn on')
  await expect(page.getByRole('dialog').getByText('Invalid code.')).toBeVisible()
  await write(page, 'Six-digit code', code)
  await press(page, 'Turn on')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(textRow(page)).toContainText('89')
  await expect(textRow(page)).not.toContainText('71')
})

test('a list of more than thirty comes in parts, each once', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const call = await openApi(service, person)
  for (let i = 0; i < 40; i += 1) await call('PATCH', 'auth/profile/', { display_name: `Ana ${i}` })
  const { page } = await enter()
  await signInThere(page, person)
  await heading(page, 'Profile')
  await goTo(page, 'Activity')
  const events = page.locator('.list > li')
  const more = page.getByRole('button', { name: 'Show more' })
  await expect(events).toHaveCount(30)
  await more.click()
  await expect(more, 'that was all').toBeHidden()
  // Forty changes, the registration and its address, and two sign-ins.
  await expect(events.filter({ hasText: 'Profile changed' })).toHaveCount(40)
  await expect(events.filter({ hasText: 'Signed in' })).toHaveCount(2)
  await expect(events.filter({ hasText: 'Account created' })).toHaveCount(1)
})

test('the pages say that they are offline, and go on when the network is back', async ({ enter, service, watch }) => {
  const person = await haveAccount(service)
  const { page } = await enter()
  await signInThere(page, person)
  await heading(page, 'Profile')
  const notice = page.getByText('You are offline.')
  await expect(notice).toBeHidden()
  await page.context().setOffline(true)
  await expect(notice).toBeVisible()
  await write(page, 'Display name', 'Ana of the hills')
  await press(page, 'Save changes')
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('Display name'), 'what was written stays').toHaveValue('Ana of the hills')
  await page.context().setOffline(false)
  await expect(notice).toBeHidden()
  await press(page, 'Save changes')
  await expect(page.getByRole('alert')).toBeHidden()
  await page.reload()
  await expect(page.getByLabel('Display name')).toHaveValue('Ana of the hills')
  const told = watch.complaints()
  expect(
    told.filter((one) => /ERR_INTERNET_DISCONNECTED/.test(one)),
    'of the network and nothing else',
  ).toEqual(told)
})
