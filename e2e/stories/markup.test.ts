import type { Page } from '@playwright/test'
import { goTo, heading, press, signInThere, write } from '../account-pages.ts'
import { type Mail, mailTo } from '../mailbox.ts'
import { haveAccount } from '../person.ts'
import { expect, test } from '../stage.ts'

/** Runs wherever it is taken for markup, and says so in the title. */
const markup = (field: string) =>
  `"><img src=x onerror="document.title='ran: ${field}'"><script>document.title='ran: ${field}'</script>`

const pages = { '/account': 'Profile', '/account/security': 'Security', '/account/sessions': 'Devices' }
const more = { '/account/activity': 'Activity', '/account/data': 'Your data' }

/** Renames what a row of a list is about. */
async function rename(page: Page, row: string | RegExp, label: string, name: string): Promise<void> {
  await page.getByRole('button', { name: row }).last().click()
  await write(page, label, name)
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
}

/** Looks at every page of the account: nothing ran, nothing was stopped, no picture was made of a text. */
async function expectText(page: Page): Promise<void> {
  for (const [path, title] of Object.entries({ ...pages, ...more })) {
    await page.goto(path)
    await heading(page, title)
    await page.waitForLoadState('networkidle')
    await expect(page).toHaveTitle(`${title} · Kalosphere`)
    const [images, stopped] = await page.evaluate(() => [
      document.querySelectorAll('img[src="x"]').length,
      (window as unknown as { stopped: string[] }).stopped,
    ])
    expect([images, stopped], path).toEqual([0, []])
  }
}

test('attack: what somebody writes stays text, on every page, in notices and in mails', async ({
  enter,
  service,
  otherSite,
}) => {
  const person = await haveAccount(service)
  const ana = await enter()
  const { page } = ana
  await page.addInitScript(() => {
    Object.assign(window, { stopped: [] })
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      ;(window as unknown as { stopped: string[] }).stopped.push(violatedDirective)
    })
  })
  await signInThere(page, person)
  await heading(page, 'Profile')
  await write(page, 'Display name', markup('display name').slice(0, 100))
  await write(page, 'Address of a picture', `https://pictures.example/${encodeURI(markup('picture'))}`)
  await press(page, 'Save changes')
  await expect(page.getByText('Saved.')).toBeVisible()
  await write(page, 'Username', markup('username'))
  await press(page, 'Save changes')
  await expect(page.getByLabel('Username'), 'these letters are refused').toHaveAttribute('aria-invalid', 'true')
  await page.reload()
  await goTo(page, 'Devices')
  const name = markup('device').slice(0, 100)
  await rename(page, /^Rename/, 'Name of the device', name)
  // A program calls itself so, and is told of in a notice and a mail.
  const program = await enter()
  await program.openScripted()
  const signIn = { email: person.email, password: person.password, device_name: markup('program').slice(0, 100) }
  expect(await program.post('login/', signIn)).toMatchObject({ status: 200 })
  await expect(page.getByRole('status').filter({ hasText: 'New sign-in' })).toBeVisible()
  await page.getByRole('button', { name: /^Notices/ }).click()
  await expect(page.getByRole('region', { name: 'Notices' }).getByRole('listitem').first()).toBeVisible()
  await ana.plugIn('passkey')
  await goTo(page, 'Security')
  await press(page, 'Add a passkey or key')
  await write(page, 'Name', markup('passkey').slice(0, 60))
  await page.getByRole('dialog').getByRole('button', { name: 'Add a passkey or key' }).click()
  await expect(page.getByText('It was added.')).toBeVisible()

  await expectText(page)
  await goTo(page, 'Devices')
  await expect(page.getByText(name)).not.toHaveCount(0)

  // Opened where no policy would stop a script.
  const mails: Mail[] = [
    await mailTo(service, person.email, /New sign-in/),
    await mailTo(service, person.email, /second factor was added/),
  ]
  for (const { html, subject } of mails) {
    expect(html).not.toContain('<script')
    otherSite.show(html)
    await program.open(otherSite.origins.localhost)
    await expect(program.page.getByText('If it was not you', { exact: false })).toBeVisible()
    expect(await program.page.title(), subject).not.toContain('ran')
    expect(await program.page.locator('img[src="x"], script').count(), subject).toBe(0)
  }
})
