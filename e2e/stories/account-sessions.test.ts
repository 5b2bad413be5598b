import { goTo, heading, press, signInThere } from '../account-pages.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'

test('a session that is ended in one browser leaves the other at once', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const [desk, phone] = [
    (await enter()).page,
    (await enter({ userAgent: 'Mozilla/5.0 (Android 15) Firefox/140.0' })).page,
  ]
  await signInThere(desk, person)
  await heading(desk, 'Profile')
  await goTo(desk, 'Devices')
  await signInThere(phone, person)
  await heading(phone, 'Profile')
  // Told by the socket, and by the list that is looked up again.
  await expect(desk.getByRole('status').filter({ hasText: 'New sign-in' })).toBeVisible()
  await expect(desk.getByRole('button', { name: /^Notices: [1-9]/ })).toBeVisible()
  const end = desk.getByRole('button', { name: /^Sign out Firefox/ })
  await end.click()
  const asked = performance.now()
  await heading(phone, 'Welcome back')
  expect(performance.now() - asked, 'milliseconds until the other left').toBeLessThan(5000)
  await expect(end).toBeHidden()
  await heading(desk, 'Devices')
})

test('tabs share a session: one refresh brings both back, one sign-out takes both away', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { page } = ana
  await signInThere(page, person)
  await heading(page, 'Profile')
  const refreshes: string[] = []
  page.context().on('request', (request) => {
    if (request.url().endsWith('/refresh/')) refreshes.push(request.url())
  })
  const other = (await ana.openTab()).page
  await other.goto('/account/sessions')
  await heading(other, 'Devices')
  expect(refreshes, 'the other tab has the token').toEqual([])
  await press(other, 'Sign out')
  await heading(page, 'Welcome back')
})
