import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { answerRows, badBearer, blank, noNull, type Row, required, wrongMethod } from './session-row.ts'

const asking = { method: 'POST', path: '/api/auth/forgot-password/', heading: 'POST /forgot-password/' }
const sent = { detail: 'Password reset email sent.' }
const badEmail = ['Enter a valid email address.']
const unknownBefore = '400 User with this email does not exist.'
const subject = 'Reset your Kalosphere password'

test('POST /forgot-password/: refusals', async (t) => {
  const server = await startServer(t)
  const refused = (name: string, body: unknown, email: unknown): Row => {
    return { name, ask: { body }, status: 400, answer: { email } }
  }
  const headers = { authorization: 'Bearer abc' }
  await answerRows(t, server.client(), asking, [
    refused('missing', {}, required),
    refused('blank', { email: '' }, blank),
    refused('null', { email: null }, noNull),
    refused('invalid', { email: 'x' }, badEmail),
    refused('int', { email: 5 }, badEmail),
    refused('list', { email: [] }, badEmail),
    refused('NUL', { email: 'a\0b@example.com' }, ['Null characters are not allowed.', ...badEmail]),
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
    { name: 'bad bearer', ask: { body: { email: 'fp@example.com' }, headers }, status: 401, answer: badBearer() },
  ])
})

test('POST /forgot-password/: who is mailed', async (t) => {
  const server = await startServer(t, { FRONTEND_URL: 'https://app.example.com' })
  const [ana, gone] = [await signUp(server), await signUp(server, 'gone')]
  const open = await registerUnverified(server, 'open')
  const leave = { password: gone.password, confirm_deactivation: true }
  assert.equal((await gone.client().post('/api/auth/deactivate-account/', leave)).status, 200)

  const mailed = async () => (await server.mailbox.all()).filter((mail) => mail.subject === subject)
  const asked = (name: string, email: string, mails: 0 | 1, was?: string): Row => ({
    name,
    ask: async () => {
      assert.deepEqual((await mailed()).splice(0), before)
      return { body: { email } }
    },
    status: 200,
    answer: sent,
    ...(was === undefined ? {} : { was }),
    check: async () => {
      const all = await mailed()
      assert.equal(all.length - before.length, mails)
      before = all
    },
  })
  let before = await mailed()
  await answerRows(t, server.client(), asking, [
    asked('unknown', 'nobody@example.com', 0, unknownBefore),
    asked('other case', ana.email.toUpperCase(), 1, unknownBefore),
    asked('spaces trimmed', ` ${ana.email} `, 1),
    asked('ok', ana.email, 1),
    asked('ok again', ana.email, 1),
    asked('unverified user', open.email, 1),
    asked('deactivated user', gone.email, 0, '200, and a mail'),
  ])
  const { text } = await server.mailbox.last(ana.email)
  assert.match(text, /https:\/\/app\.example\.com\/reset-password\?token=[\w-]{43}(?![\w-])/)
})
