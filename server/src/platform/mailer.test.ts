import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type MailSettings, makeMailer } from './mailer.ts'

const link = `https://accounts.example.com/verify-email?token=${'aB3-_.~'.repeat(30)}`
const mail = {
  id: '0190d7a0-0000-7000-8000-000000000001',
  to: 'ana@example.com',
  subject: 'Verify your Kalosphere account',
  text: `Hello ana,\n\n${link}\n\nCode: 123456\n`,
  html: `<p>Hello ana</p><a href="${link}">Verify</a>`,
}

function settings(some: Partial<MailSettings>): MailSettings {
  return {
    backend: 'memory',
    from: 'Kalosphere <noreply@auth.example.com>',
    host: '127.0.0.1',
    port: 1,
    secure: 'none',
    ...some,
  }
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'mails')
}

function neverCalled(): never {
  throw new Error('nothing should be written')
}

test('the console shows recipient, subject and a link that grep finds whole', async () => {
  const blocks: string[] = []
  const mailer = makeMailer(settings({ backend: 'console' }), (text) => blocks.push(text))
  await mailer.check()
  await mailer.send(mail)
  await mailer.close()
  assert.equal(blocks.length, 1)
  const lines = blocks.join('').split('\n')
  assert.ok(lines.includes('To: ana@example.com'))
  assert.ok(lines.includes('Subject: Verify your Kalosphere account'))
  assert.ok(lines.includes(link))
  assert.equal(/token=[A-Za-z0-9._~-]+/.exec(blocks.join(''))?.[0], link.split('?')[1])
  assert.equal(lines.at(-1), '')
})

test('the console passes on no terminal controls', async () => {
  const blocks: string[] = []
  const mailer = makeMailer(settings({ backend: 'console' }), (text) => blocks.push(text))
  await mailer.send({ ...mail, text: 'Hello \u001b[31mred\u009b2J\rover,\r\nbye' })
  assert.match(blocks.join(''), /\nHello \[31mred2Jover,\nbye\n/)
})

test('memory keeps every mail in order', async () => {
  const mailer = makeMailer(settings({}), neverCalled)
  await mailer.send(mail)
  await mailer.send({ ...mail, id: 'second' })
  assert.deepEqual(
    mailer.outbox?.map((sent) => sent.id),
    [mail.id, 'second'],
  )
})

test('attack 19: every back end refuses a list of addresses', async (t) => {
  const filePath = await folderFor(t)
  for (const backend of ['memory', 'console', 'file', 'smtp'] as const) {
    const mailer = makeMailer(settings({ backend, filePath }), neverCalled)
    await assert.rejects(mailer.send({ ...mail, to: 'a@example.com,b@example.com' }), { permanent: true }, backend)
    assert.equal(mailer.outbox?.length ?? 0, 0)
    await mailer.close()
  }
  await assert.rejects(readdir(filePath), { code: 'ENOENT' })
})

test('the file back end leaves one private .eml a mail', async (t) => {
  const filePath = await folderFor(t)
  const mailer = makeMailer(settings({ backend: 'file', filePath }), neverCalled)
  await mailer.check()
  await mailer.send(mail)
  await mailer.send({ ...mail, to: '"a,b"@example.com', id: 'quoted' })
  assert.deepEqual((await readdir(filePath)).sort(), [`${mail.id}.eml`, 'quoted.eml'])

  const path = join(filePath, `${mail.id}.eml`)
  if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600)
  const eml = await readFile(path, 'utf8')
  assert.match(eml, /^From: Kalosphere <noreply@auth\.example\.com>\r$/m)
  assert.match(eml, /^To: ana@example\.com\r$/m)
  assert.match(eml, /^Subject: Verify your Kalosphere account\r$/m)
  assert.match(eml, new RegExp(`^Message-ID: <${mail.id}@auth\\.example\\.com>\r$`, 'm'))
  assert.match(eml, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(eml, /^Content-Type: multipart\/alternative;/m)
  assert.match(eml, /^Content-Type: text\/plain; charset=utf-8/m)
  assert.match(eml, /^Content-Type: text\/html; charset=utf-8/m)
  assert.match(await readFile(join(filePath, 'quoted.eml'), 'utf8'), /^To: <"a,b"@example\.com>\r$/m)
})

test('a second try of one mail replaces the first, and a half-written one does not stand in the way', async (t) => {
  const filePath = await folderFor(t)
  const mailer = makeMailer(settings({ backend: 'file', filePath }), neverCalled)
  await mailer.check()
  await writeFile(join(filePath, `${mail.id}.eml.unfinished`), 'From: half')
  await mailer.send(mail)
  await mailer.send(mail)
  assert.deepEqual(await readdir(filePath), [`${mail.id}.eml`])
})

test('a folder that cannot be made is a failure worth another try', async (t) => {
  const filePath = await folderFor(t)
  await writeFile(filePath, 'a file stands here')
  const mailer = makeMailer(settings({ backend: 'file', filePath }), neverCalled)
  await assert.rejects(mailer.check(), { name: 'MailFailure', permanent: false })
  await assert.rejects(mailer.send(mail), { name: 'MailFailure', permanent: false })
})

test('settings without a sender or a folder are a mistake of a programmer', () => {
  assert.throws(() => makeMailer(settings({ backend: 'file' }), neverCalled), TypeError)
  for (const from of ['', 'Kalosphere', 'a@example.com, b@example.com']) {
    assert.throws(() => makeMailer(settings({ backend: 'smtp', from }), neverCalled), TypeError, from)
  }
})
