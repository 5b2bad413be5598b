import assert from 'node:assert/strict'
import net from 'node:net'
import { type TestContext, test } from 'node:test'
import tls from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { selfSigned } from '../../test/stand-ins/self-signed.ts'
import { secret } from '../base/secret.ts'
import { type MailSettings, makeMailer } from './mailer.ts'

const mail = {
  id: 'mail-1',
  to: 'ana@example.com',
  subject: 'Reset your Kalosphere password',
  text: 'Hello\n.\nline after a lone dot\n',
  html: '<p>Hello</p>',
}

type Received = { recipients: string[]; message: string; secure: boolean; user: string | undefined }

/** A real SMTP server on loopback that keeps what it took, and a mailer that talks to it. */
async function connect(t: TestContext, options: SMTPServerOptions = {}, some: Partial<MailSettings> = {}) {
  const received: Received[] = []
  const recipients: string[] = []
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    onRcptTo: (address, _session, done) => {
      recipients.push(address.address)
      done()
    },
    onData: async (stream, session, done) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(Buffer.from(chunk))
      received.push({
        recipients: session.envelope.rcptTo.map(({ address }) => address),
        message: Buffer.concat(chunks).toString('utf8'),
        secure: session.secure,
        user: session.user === undefined ? undefined : String(session.user),
      })
      done()
    },
    ...options,
  })
  server.on('error', () => {}) // a client that turns away from our certificate is an error on this side
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const mailer = mailerTo(t, (server.server.address() as net.AddressInfo).port, some)
  t.after(() => new Promise<void>((closed) => server.close(closed)))
  return { server, mailer, received, recipients }
}

function mailerTo(t: TestContext, port: number, some: Partial<MailSettings> = {}) {
  const from = 'Kalosphere <noreply@auth.example.com>'
  const settings = { backend: 'smtp', from, host: '127.0.0.1', port, secure: 'none', ...some } as const
  const mailer = makeMailer(settings, () => assert.fail('nothing should be written'))
  t.after(() => mailer.close())
  return mailer
}

/** A refusal as smtp-server wants it. */
function refusal(responseCode: number) {
  return Object.assign(new Error('Not this one, ana@example.com'), { responseCode })
}

test('a mail arrives whole, once, with its stable Message-ID', async (t) => {
  const { mailer, received } = await connect(t)
  await mailer.check()
  await mailer.send(mail)
  assert.equal(received.length, 1)
  assert.deepEqual(received[0]?.recipients, ['ana@example.com'])
  assert.match(received[0]?.message ?? '', /^Message-ID: <mail-1@auth\.example\.com>\r$/m)
  assert.match(received[0]?.message ?? '', /^Subject: Reset your Kalosphere password\r$/m)
  assert.match(received[0]?.message ?? '', /\r\n\.\r\nline after a lone dot\r\n/)
})

/** Hostile recipients, and how many mailboxes a server may hear of: one quoted mailbox, or none at all. */
const hostile: [to: string, mailboxes: 0 | 1][] = [
  ['ana@example.com,eve@evil.example', 0],
  ['ana@example.com;eve@evil.example', 0],
  ['ana@example.com>\r\nRCPT TO:<eve@evil.example', 0],
  ['ana@example.com\nBcc: eve@evil.example', 0],
  ['ana@example.com> <eve@evil.example', 0],
  ['group: ana@example.com, eve@evil.example;', 0],
  ['"a;b:c"@example.com', 1],
  ['"ana,eve"@example.com', 1],
  ['"ana@example.com,eve"@evil.example', 0],
  ['"a><eve@evil.example"@example.com', 0],
]

test('attack 19: no address, however hostile, reaches more than one mailbox', async (t) => {
  for (const [to, mailboxes] of hostile) {
    await t.test(JSON.stringify(to), async (t) => {
      const { mailer, recipients, received } = await connect(t)
      if (mailboxes === 1) await mailer.send({ ...mail, to })
      else await assert.rejects(mailer.send({ ...mail, to }), { name: 'MailFailure', permanent: true })
      assert.equal(recipients.length, mailboxes)
      assert.doesNotMatch(received[0]?.message ?? '', /^(Bcc|Cc):/im)
    })
  }
})

const refusals = [
  { at: 'RCPT TO', code: 550, permanent: true, options: { onRcptTo: (_a, _s, done) => done(refusal(550)) } },
  { at: 'RCPT TO', code: 450, permanent: false, options: { onRcptTo: (_a, _s, done) => done(refusal(450)) } },
  { at: 'MAIL FROM', code: 550, permanent: false, options: { onMailFrom: (_a, _s, done) => done(refusal(550)) } },
  {
    at: 'DATA',
    code: 554,
    permanent: true,
    options: { onData: (s, _, done) => s.resume().on('end', () => done(refusal(554))) },
  },
  {
    at: 'DATA',
    code: 451,
    permanent: false,
    options: { onData: (s, _, done) => s.resume().on('end', () => done(refusal(451))) },
  },
  { at: 'greeting', code: 554, permanent: false, options: { onConnect: (_s, done) => done(refusal(554)) } },
] satisfies { at: string; code: number; permanent: boolean; options: SMTPServerOptions }[]

test('a refusal says whether another try makes sense, and keeps the address out of its message', async (t) => {
  for (const { at, code, permanent, options } of refusals) {
    await t.test(`${code} at ${at}`, async (t) => {
      const { mailer } = await connect(t, options)
      await assert.rejects(mailer.send(mail), (error: Error & { permanent: boolean }) => {
        assert.equal(error.name, 'MailFailure')
        assert.equal(error.permanent, permanent)
        assert.match(error.message, new RegExp(`${code}`))
        assert.doesNotMatch(error.message, /ana@/)
        return true
      })
    })
  }
})

test('a wrong password of ours is no fault of the mail', async (t) => {
  const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) =>
    password === 'right' ? done(null, { user: username }) : done(refusal(535))
  const options = { onAuth, allowInsecureAuth: true, authOptional: false }
  const wrong = await connect(t, options, { user: 'kalo', password: secret('wrong') })
  await assert.rejects(wrong.mailer.check(), { name: 'MailFailure', permanent: false })
  await assert.rejects(wrong.mailer.send(mail), { name: 'MailFailure', permanent: false })
  const right = await connect(t, options, { user: 'kalo', password: secret('right') })
  await right.mailer.check()
  await right.mailer.send(mail)
  assert.equal(right.received[0]?.user, 'kalo')
})

test('a server that is not there, or goes away in the middle, is worth another try', async (t) => {
  const silent = net.createServer((socket) => socket.end())
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
  const { port } = silent.address() as net.AddressInfo
  await assert.rejects(mailerTo(t, port).send(mail), { name: 'MailFailure', permanent: false })
  await new Promise((closed) => silent.close(closed))
  await assert.rejects(mailerTo(t, port).send(mail), { name: 'MailFailure', permanent: false })
  await assert.rejects(mailerTo(t, port).check(), { name: 'MailFailure', permanent: false })

  const sockets = new Set<net.Socket>()
  const leaving = await connect(t, { onData: () => sockets.forEach((socket) => void socket.destroy()) })
  leaving.server.server.on('connection', (socket) => sockets.add(socket))
  await assert.rejects(leaving.mailer.send(mail), { name: 'MailFailure', permanent: false })
})

test('after a server came back, the same mailer sends again', async (t) => {
  let refusing = true
  const { mailer, received } = await connect(t, {
    onConnect: (_session, done) => (refusing ? done(refusal(421)) : done()),
  })
  await assert.rejects(mailer.send(mail), { permanent: false })
  refusing = false
  await mailer.send(mail)
  assert.equal(received.length, 1)
})

test('starttls never goes on in clear text', async (t) => {
  const { mailer, received } = await connect(
    t,
    { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] },
    { secure: 'starttls' },
  )
  await assert.rejects(mailer.send(mail), { name: 'MailFailure', permanent: false })
  assert.equal(received.length, 0)
})

test('starttls and tls take a certificate that is vouched for, and no other', async (t) => {
  const { key, cert } = selfSigned()
  const trusted = tls.getCACertificates('default')
  t.after(() => tls.setDefaultCACertificates(trusted))
  for (const secure of ['starttls', 'tls'] as const) {
    await t.test(secure, async (t) => {
      const { mailer, received } = await connect(t, { key, cert, secure: secure === 'tls' }, { secure })
      tls.setDefaultCACertificates(trusted)
      await assert.rejects(mailer.send(mail), { name: 'MailFailure', permanent: false })
      assert.equal(received.length, 0)
      tls.setDefaultCACertificates([...trusted, cert])
      await mailer.send(mail)
      assert.deepEqual(
        received.map((one) => one.secure),
        [true],
      )
    })
  }
})
