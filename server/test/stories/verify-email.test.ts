import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUp } from '../../src/worker.ts'
import { registerUnverified, registerVerified, somebody } from '../actors.ts'
import { refusingPort } from '../gate.ts'
import { atOnce, tally } from '../guess.ts'
import { startServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { countAudit, waitingIn } from '../records.ts'

test('POST verify-email/: 20 uses of one link at once are one effect', async (t) => {
  // Redis is away, so that the events stay where they can be counted.
  const server = await startServer(t, { REDIS_URL: `redis://127.0.0.1:${await refusingPort(t)}` })
  const ben = await registerUnverified(server, 'ben')
  const token = tokenIn(await server.mailbox.last(ben.email))
  const answers = await atOnce(20, () => server.client().post('/api/auth/verify-email/', { token }))
  assert.deepEqual(tally(answers), { 200: 20 })
  const first = answers.filter(({ body }) => body.detail === 'Email successfully verified')
  const others = answers.filter(({ body }) => body.detail === 'Email already verified')
  assert.deepEqual([first.length, others.length], [1, 19])
  assert.equal(await countAudit(server.app, ben.id, 'account.email_verified'), 1)
  const events = (await waitingIn(server.app, 'event')).map(({ type }) => type)
  assert.deepEqual(events, ['user.created', 'user.email_verified'])
})

test('POST verify-email/: link and code used at the same moment are one effect', async (t) => {
  const server = await startServer(t)
  const ben = await registerUnverified(server, 'ben')
  const mail = await server.mailbox.last(ben.email)
  const proofs = [{ token: tokenIn(mail) }, { email: ben.email, code: codeIn(mail) }]
  await atOnce(4, (i) => server.client().post('/api/auth/verify-email/', proofs[i % 2]))
  assert.equal(await countAudit(server.app, ben.id, 'account.email_verified'), 1)
})

test('POST resend-verification/: the newer link supersedes the older; EMAIL_VERIFICATION_LIFETIME ends it', async (t) => {
  const server = await startServer(t, { EMAIL_VERIFICATION_LIFETIME: '60' })
  const ben = await registerUnverified(server, 'ben')
  const older = tokenIn(await server.mailbox.last(ben.email))
  const resend = () => server.client().post('/api/auth/resend-verification/', { email: ben.email })
  const verify = (token: string) => server.client().post('/api/auth/verify-email/', { token })
  await resend()
  const newer = tokenIn(await server.mailbox.last(ben.email))
  assert.equal((await verify(older)).status, 400)
  server.clock.advance({ minutes: 60, seconds: 1 })
  assert.equal((await verify(newer)).status, 400)
  await resend()
  server.clock.advance({ minutes: 59 })
  assert.equal((await verify(tokenIn(await server.mailbox.last(ben.email)))).status, 200)
})

test('an account whose address was never proved is given up after UNVERIFIED_ACCOUNT_DAYS, and its name is free', async (t) => {
  const server = await startServer(t)
  const ben = await registerUnverified(server, 'ben')
  const ana = await registerVerified(server)
  server.clock.advance({ days: 6, hours: 23 })
  await cleanUp(server.app)
  const register = () => server.client().post('/api/auth/register/', { ...ben, email: `other-${ben.email}` })
  assert.equal((await register()).status, 400, 'the name is still taken')
  server.clock.advance({ hours: 2 })
  await cleanUp(server.app)
  const events = await server.app.db.selectFrom('audit_event').select(['name', 'account_id as of', 'ip']).execute()
  assert.equal(events.filter(({ name }) => name === 'account.removed').length, 1)
  assert.equal(
    events.some(({ of }) => of === ben.id),
    false,
    'the log has forgotten who it was',
  )
  const registered = events.filter(({ name, of }) => name === 'account.registered' && of === null)
  assert.deepEqual(
    registered.map(({ ip }) => ip),
    [''],
    'and from where',
  )
  assert.equal((await register()).status, 201)
  assert.equal((await ana.login()).status, 200, 'a proved one stays')
})

test('a name that whoever registers makes up is told to nobody at an address that is not proved', async (t) => {
  const server = await startServer(t)
  const post = (path: string, body: object) => server.client().post(`/api/auth/${path}/`, body)
  const ben = { ...somebody('ben'), username: 'evil.example' }
  assert.equal((await post('register', ben)).status, 201)
  await post('resend-verification', { email: ben.email })
  await post('forgot-password', { email: ben.email })
  await post('register', { ...ben, username: 'evil.example/claim-prize' })
  const mails = await server.mailbox.to(ben.email)
  assert.ok(mails.length >= 3)
  for (const { subject, text, html } of mails) {
    assert.match(text, /^Hello,\n/, subject)
    assert.doesNotMatch(text + html, /evil/, subject)
  }
  const eve = await registerVerified(server, 'eve')
  await post('forgot-password', { email: eve.email })
  assert.ok((await server.mailbox.last(eve.email)).text.startsWith(`Hello ${eve.username},\n`))
})
