import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAboutEvent } from '../../src/outbox/events-told.ts'
import type { MailKind } from '../../src/outbox/mail-facts.ts'
import { onAnotherDevice, signUp } from '../actors.ts'
import { notMeIn } from '../disown.ts'
import { beginErasure, keep } from '../erase.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { register } from '../passkey.ts'
import { askReset, mailAbout, reset } from '../recover.ts'
import { firstFactor, type Guarded, secondFactor, signUpWithTotp } from '../second-factor.ts'
import { makeAuthenticator } from '../software-authenticator.ts'

const api = '/api/auth'
const chosen = 'N3w-passphrase'

/** What a person does in a life with the service, each act with a mail of its own. */
async function doEverything(server: TestServer, ana: Guarded): Promise<void> {
  const { client } = ana
  const must = async (status: number, answer: Promise<{ status: number; text: string }>) => {
    const { status: given, text } = await answer
    assert.equal(given, status, text)
  }
  const other = onAnotherDevice(server, ana)
  const code = ana.freshCode()
  await must(200, secondFactor(other, await firstFactor(other), { code }))
  const [device] = (await client().get(`${api}/devices/`)).body.results
  await must(200, client().send('PATCH', `${api}/devices/${device.id}/`, { body: { trusted: true } }))
  await must(200, client().post(`${api}/mfa/backup-codes/`))
  await must(201, register(ana, makeAuthenticator()))
  await must(200, client().get(`${api}/profile/export/`))
  await must(200, client().post(`${api}/mfa/totp/disable/`, {}))
  await must(200, client().post(`${api}/profile/email/`, { new_email: `new.${ana.email}`, password: ana.password }))
  const confirm = tokenIn(await mailAbout(server, `new.${ana.email}`, 'Confirm your new'))
  await must(200, server.client().post(`${api}/profile/email/confirm/`, { token: confirm }))
}

/** The same, for what ends sessions. */
async function leave(server: TestServer): Promise<string> {
  const bo = await signUp(server, 'bo')
  const change = { current_password: bo.password, new_password: chosen, confirm_password: chosen }
  assert.equal((await bo.client().post(`${api}/change-password/`, change)).status, 200)
  bo.password = chosen
  const stolen = bo.refresh
  await bo.renew()
  server.clock.advance({ minutes: 2 })
  assert.equal((await server.client().post(`${api}/refresh/`, { refresh: stolen })).status, 401)
  assert.equal((await reset(server, { token: tokenIn(await askReset(server, bo.email)) }, 'An0ther-one')).status, 200)
  bo.password = 'An0ther-one'
  assert.equal((await bo.login()).status, 200)
  assert.equal((await keep(server, (await beginErasure(server, bo)).token)).status, 200)
  assert.equal((await bo.login()).status, 200)
  const off = { password: bo.password, confirm_deactivation: true }
  assert.equal((await bo.client().post(`${api}/deactivate-account/`, off)).status, 200)
  return bo.email
}

const told = [
  ...['New sign-in to your', 'A device is trusted by', 'backup codes were replaced', 'A second factor was added'],
  ...['data of your Kalosphere account was exported', 'A second factor was removed', 'A new address was asked for'],
  'Your Kalosphere address was changed',
]
const toldOfLeaving = [
  ...['password was changed', 'session was ended for your safety', 'password was reset', 'account will be erased'],
  ...['Your Kalosphere account stays', 'account was deactivated'],
]

test('each mail about an event has a link of its own, and a mail with a code or a link to act has none', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await doEverything(server, ana)
  const left = await leave(server)
  const links: string[] = []
  for (const [address, subjects] of [
    [ana.email, told],
    [left, toldOfLeaving],
  ] as const) {
    for (const subject of subjects) {
      const link = notMeIn(await mailAbout(server, address, subject))
      assert.ok(link, `no link in the mail about "${subject}"`)
      links.push(link)
    }
  }
  assert.equal(new Set(links).size, links.length)
  for (const mail of await server.mailbox.all()) {
    const asks = /Verify your|Reset your|Confirm your|verification code/.test(mail.subject)
    assert.equal(notMeIn(mail) === undefined, asks, mail.subject)
  }
})

test('no link is stored but as a digest, with what it is about', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  await doEverything(server, ana)
  await server.settle()
  const rows = await server.app.db
    .selectFrom('proof')
    .selectAll()
    .where('purpose', '=', 'not_me')
    .where('account_id', '=', ana.id)
    .execute()
  assert.ok(rows.length >= told.length)
  const stored = JSON.stringify(rows)
  for (const mail of await server.mailbox.to(ana.email)) {
    const link = notMeIn(mail)
    if (link) assert.ok(!stored.includes(link))
  }
  for (const { about, target, expires_at, created_at } of rows) {
    assert.ok(about && isAboutEvent(about.kind as MailKind), about?.kind ?? 'nothing')
    assert.equal(target, ana.email, 'the address of that moment')
    const days = (expires_at.getTime() - created_at.getTime()) / 86_400_000
    assert.ok(Math.abs(days - 7) < 0.01, String(days))
  }
  const key = rows.find(({ about }) => about?.kind === 'factor_added' && about.thing !== null)
  const [passkey] = await server.app.db.selectFrom('passkey').select('id').execute()
  assert.ok(passkey && key?.about?.thing === passkey.id)
})
