import assert from 'node:assert/strict'
import { test } from 'node:test'
import { disableByOperator } from '../../src/accounts/operator-acts.ts'
import { type Actor, signUp } from '../actors.ts'
import { admin, signUpStaff } from '../admin.ts'
import { mustDisown, notMeLink } from '../disown.ts'
import { beginErasure, keep } from '../erase.ts'
import { startServer, type TestServer } from '../harness.ts'
import { countAudit } from '../records.ts'

const why = { reason: 'Ticket 4711' }

async function isActive({ app }: TestServer, { id }: Actor): Promise<boolean> {
  const query = app.db.selectFrom('account').select('is_active').where('id', '=', id)
  return Boolean((await query.executeTakeFirstOrThrow()).is_active)
}

test('an account that waits for its erasure and is switched off by an administrator stays off when its owner keeps it', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  const { token } = await beginErasure(server, ana)
  const switchOff = () => amy.client().post(`${admin}/users/${ana.id}/deactivate/`, why)
  const done = await switchOff()
  assert.deepEqual([done.status, done.body.changed], [200, true], done.text)
  assert.equal((await switchOff()).body.changed, false)
  assert.equal(await countAudit(server.app, ana.id, 'account.deactivated'), 2, 'by the owner, and by the administrator')
  assert.equal((await keep(server, token)).status, 200)
  assert.deepEqual(await server.app.db.selectFrom('erasure').selectAll().execute(), [])
  assert.equal(await isActive(server, ana), false)
  assert.equal((await ana.login()).status, 401)
  const on = await amy.client().post(`${admin}/users/${ana.id}/reactivate/`, why)
  assert.deepEqual([on.body.changed, await isActive(server, ana)], [true, true])
})

test('nor does the owner’s word that the erasure was not theirs switch it on', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server, 'ana')
  await beginErasure(server, ana)
  assert.equal(await disableByOperator(server.app, ana.id), true)
  assert.equal(await disableByOperator(server.app, ana.id), false)
  const undone = await mustDisown(server, await notMeLink(server, ana.email, 'will be erased'))
  assert.deepEqual(undone, ['erasure'])
  assert.equal(await isActive(server, ana), false)
})

test('an operator’s wish to erase an account that waits already leaves its owner the way to keep it', async (t) => {
  const server = await startServer(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const ana = await signUp(server, 'ana')
  await beginErasure(server, ana)
  assert.equal((await amy.client().post(`${admin}/users/${ana.id}/erase/`, why)).status, 200)
  const mails = await server.mailbox.to(ana.email)
  const token = mails.flatMap(({ text }) => /keep-account\?token=([\w-]+)/.exec(text)?.[1] ?? []).at(-1) ?? ''
  assert.equal((await keep(server, token)).status, 200)
  assert.equal(await isActive(server, ana), true)
})
