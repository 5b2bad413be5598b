import { goTo, heading, press, signInThere } from '../account-pages.ts'
import { havePatience } from '../patient-tabs.ts'
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
  // Told by the socket, and by the list that is looked up again. The words go after some seconds.
  const told = expect(desk.getByRole('status').filter({ hasText: 'New sign-in' })).toBeVisible()
  await Promise.all([told, signInThere(phone, person)])
  await heading(phone, 'Profile')
  await expect(desk.getByRole('button', { name: /^Notices: [1-9]/ })).toBeVisible()
  const end = desk.getByRole('button', { name: /^Sign out Firefox/ })
  await end.click()
  const asked = performance.now()
  await heading(phone, 'Welcome back')
  expect(performance.now() - asked, 'milliseconds until the other left').toBeLessThan(10_000)
  await expect(end).toBeHidden()
  await heading(desk, 'Devices')
})

test('tabs share a session: one refresh brings both back, one sign-out takes both away', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { page } = ana
  await havePatience(page.context())
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

test('tabs that load at once refresh once, and one that another person has signed in beside shows that person', async ({
  enter,
  service,
}) => {
  const [person, another] = [await haveAccount(service), await haveAccount(service, 'ben')]
  const ana = await enter()
  const { page } = ana
  await havePatience(page.context())
  await signInThere(page, person)
  await heading(page, 'Profile')
  const other = (await ana.openTab()).page
  await other.goto('/account')
  await heading(other, 'Profile')
  let refreshes = 0
  page.context().on('request', (request) => {
    if (request.url().endsWith('/refresh/')) refreshes += 1
  })
  // A tab that still stands would hand its token on to the one that loads.
  for (const tab of [page, other]) await tab.goto('about:blank')
  await Promise.all([page, other].map((tab) => tab.goto('/account')))
  for (const tab of [page, other]) await expect(tab.getByLabel('Username')).toHaveValue(person.username)
  expect(refreshes, 'both were without a token').toBe(1)

  await other.goto('/sign-in')
  await signInThere(other, another)
  for (const tab of [other, page]) await expect(tab.getByLabel('Username')).toHaveValue(another.username)
})
