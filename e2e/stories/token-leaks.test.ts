import { tokenOf } from '../mailbox.ts'
import { forget, haveAccount, register, somebody } from '../person.ts'
import type { Service } from '../service.ts'
import { expect, test } from '../stage.ts'
import type { Visitor } from '../visitor.ts'

/** Ways by which a page takes its reader to another site, which is told where they come from. */
const ways: readonly ((url: string) => void)[] = [
  (url) => location.assign(url),
  (url) => {
    const link = Object.assign(document.createElement('a'), { href: url })
    document.body.append(link)
    link.click()
  },
]

/** Ways by which a page tells another site something while its reader stays, by the directive that stops each. */
const whispers: Readonly<Record<string, (url: string) => void>> = {
  'img-src': (url) => document.body.append(Object.assign(document.createElement('img'), { src: url })),
  'script-src': (url) => document.body.append(Object.assign(document.createElement('script'), { src: url })),
  'frame-src': (url) => document.body.append(Object.assign(document.createElement('iframe'), { src: url })),
  'connect-src': (url) => void fetch(url).catch(() => undefined),
  'form-action': (url) => {
    const [form] = document.forms
    form?.setAttribute('action', url)
    form?.submit()
  },
}

/** Fills in what the page asks for, and presses its button. */
async function finish({ page }: Visitor): Promise<void> {
  for (const field of await page.locator('input[type=password]').all()) await field.fill('A-new-passphrase-4')
  await page.getByRole('button').click()
  await expect(page.getByRole('status')).toBeVisible()
}

const pages: Readonly<Record<string, (service: Service) => Promise<string>>> = {
  'the verification page': (service) => register(service, somebody()),
  // Where the links of the old service led.
  'the verification address of the API': async (service) =>
    `/api/auth/verify-email/?token=${tokenOf(await register(service, somebody()))}`,
  'the page of a new password': async (service) => forget(service, await haveAccount(service)),
}

for (const [name, mailedLink] of Object.entries(pages)) {
  test(`attack 24: the token of a link stays on ${name}`, async ({ enter, service, otherSite, watch }) => {
    const link = new URL(await mailedLink(service), service.origin).href
    const token = tokenOf(link)
    const ana = await enter()
    const context = ana.page.context()
    const told: Promise<Readonly<Record<string, string>>>[] = []
    context.on('request', (request) => {
      told.push(request.allHeaders().catch(() => ({})))
    })
    const trap = otherSite.origins.localhost

    // A mail program that counts clicks leads through its own address.
    otherSite.sendOn(link)
    await ana.open(trap)
    expect(ana.page.url()).toBe(link)
    otherSite.show('')

    for (const way of ways) {
      await ana.open(link)
      await ana.page.evaluate(way, `${trap}/way`)
      await expect(ana.page).toHaveTitle('Another site')
      expect(await ana.page.evaluate(() => document.referrer)).toBe('')
    }
    await ana.open(link)
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      ana.page.evaluate((url) => void window.open(url), `${trap}/tab`),
    ])
    await expect(tab).toHaveTitle('Another site')
    expect(await tab.evaluate(() => [document.referrer, window.opener])).toEqual(['', null])

    let stopped = ''
    for (const whisper of Object.values(whispers)) await ana.page.evaluate(whisper, `${trap}/whisper`)
    for (const directive of Object.keys(whispers)) {
      await expect.poll(() => (stopped += watch.complaints().join('\n'))).toContain(directive)
    }
    await ana.open(link)
    await finish(ana)
    await ana.page.evaluate((url) => location.assign(url), `${trap}/after`)
    await expect(ana.page).toHaveTitle('Another site')

    expect(otherSite.visits.map(({ path }) => path)).toEqual(['/', '/way', '/way', '/tab', '/after'])
    for (const { headers } of otherSite.visits) expect(headers.referer).toBeUndefined()
    for (const { referer = '' } of await Promise.all(told)) expect(referer).not.toContain(token)
    expect(service.said()).not.toContain(token)
  })
}
