import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMail, MailFailure } from './mail.ts'

const mail = { id: 'm-1', to: 'ana@example.com', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' }

const mailboxes = [
  'ana@example.com',
  'ana.lopez+tag@mail.example.com',
  "o'hara@example.com",
  '"a,b;c"@example.com',
  '"a\\"b"@example.com',
  'ana@[192.0.2.1]',
  'ana@jõgeva.ee',
]

const notOneMailbox = [
  '',
  'ana',
  '@example.com',
  'ana@',
  'ana@example.com, eve@evil.example',
  'ana@example.com,eve@evil.example',
  'ana@example.com;eve@evil.example',
  'ana@example.com eve@evil.example',
  'ana@example.com\r\nBcc: eve@evil.example',
  'ana@example.com\neve@evil.example',
  'ana@evil.example@example.com',
  'friends: ana@example.com, eve@evil.example;',
  'Ana <ana@example.com>',
  '<ana@example.com>',
  '"ana@example.com", eve@evil.example',
  '"ana@example.com" <eve@evil.example>',
  '"ana"eve@evil.example',
  'ana(comment)@example.com',
  '"a\r\nb"@example.com',
  '"a<b"@example.com',
  '"a@b"@example.com',
  '"a\\>b"@example.com',
  'ana@example.com\u0000',
  `${'a'.repeat(400)}@example.com`,
]

test('one bare mailbox may pass', async (t) => {
  for (const to of mailboxes) await t.test(to, () => checkMail({ ...mail, to }))
})

test('whatever is not exactly one bare mailbox is refused for good', async (t) => {
  for (const to of notOneMailbox) {
    await t.test(JSON.stringify(to).slice(0, 60), () => {
      assert.throws(() => checkMail({ ...mail, to }), { name: 'MailFailure', permanent: true })
    })
  }
})

test('a refusal does not repeat the address', () => {
  assert.throws(
    () => checkMail({ ...mail, to: 'ana@example.com, x@y.example' }),
    (error) => error instanceof MailFailure && !error.message.includes('ana'),
  )
})

test('a subject of two lines and an id that is no file name are mistakes of a programmer', () => {
  assert.throws(() => checkMail({ ...mail, subject: 'Hello\r\nBcc: eve@evil.example' }), TypeError)
  for (const id of ['', '../x', 'a/b', '.hidden', 'a b', 'a@b', 'a>b']) {
    assert.throws(() => checkMail({ ...mail, id }), TypeError, id)
  }
})
