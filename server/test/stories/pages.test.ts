import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { AuditName } from '../../src/audit/audit-events.ts'
import { type Actor, registerUnverified, signUp } from '../actors.ts'
import { goToFarHour } from '../attacks/far-hour.ts'
import type { Answer } from '../client.ts'
import { beginErasure } from '../erase.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'

const password = 'N3w-passphrase'

/** A page that a mailed link opens: how its link comes about, what its button sends, and how one knows what it did. */
type LinkPage = {
  readonly path: string
  readonly subject: RegExp
  readonly ask: (server: TestServer) => Promise<Actor | Awaited<ReturnType<typeof registerUnverified>>>
  readonly to: (person: { email: string }) => string
  readonly fields: Record<string, string>
  readonly done: RegExp
  /** What whoever presses the button again is told, where that is no fault: they may come back to the mail. */
  readonly again?: RegExp
  /** What is recorded when the button has worked. */
  readonly event: AuditName
  /** What the account says of itself; it changes with the button and with nothing else. */
  readonly state: (server: TestServer, id: string) => Promise<unknown>
}

async function accountOf(server: TestServer, id: string) {
  return server.app.db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

async function hashOf(server: TestServer, id: string): Promise<string> {
  const row = server.app.db.selectFrom('password').select('hash').where('account_id', '=', id)
  return (await row.executeTakeFirstOrThrow()).hash
}

async function askForReset(server: TestServer): Promise<Actor> {
  const ana = await signUp(server)
  await server.client().post('/api/auth/forgot-password/', { email: ana.email })
  return ana
}

async function askForMove(server: TestServer): Promise<Actor> {
  const ana = await signUp(server)
  const wish = { new_email: newAddress(ana), password: ana.password }
  assert.equal((await ana.client().post('/api/auth/profile/email/', wish)).status, 200)
  return ana
}

function newAddress({ email }: { email: string }): string {
  return `new.${email}`
}

async function askForMoveAndMove(server: TestServer): Promise<Actor> {
  const ana = await askForMove(server)
  const token = tokenIn(await server.mailbox.last(newAddress(ana)))
  assert.equal((await server.client().post('/api/auth/profile/email/confirm/', { token })).status, 200)
  return ana
}

async function changePassword(server: TestServer): Promise<Actor> {
  const ana = await signUp(server)
  const change = { current_password: ana.password, new_password: password, confirm_password: password }
  assert.equal((await ana.client().post('/api/auth/change-password/', change)).status, 200)
  return ana
}

async function askForErasure(server: TestServer): Promise<Actor> {
  const ana = await signUp(server)
  await beginErasure(server, ana)
  return ana
}

const pages: readonly LinkPage[] = [
  {
    path: '/verify-email',
    subject: /verify/i,
    ask: registerUnverified,
    to: ({ email }) => email,
    fields: {},
    done: /Your address is verified/,
    again: /Your address is verified/,
    event: 'account.email_verified',
    state: async (server, id) => (await accountOf(server, id)).email_verified_at,
  },
  {
    path: '/reset-password',
    subject: /password/i,
    ask: askForReset,
    to: ({ email }) => email,
    fields: { new_password: password, confirm_password: password },
    done: /Your password is set/,
    event: 'password.reset',
    state: hashOf,
  },
  {
    path: '/confirm-email-change',
    subject: /address/i,
    ask: askForMove,
    to: newAddress,
    fields: {},
    done: /Your address was changed/,
    event: 'account.email_changed',
    state: async (server, id) => (await accountOf(server, id)).email,
  },
  {
    path: '/undo-email-change',
    subject: /address/i,
    ask: askForMoveAndMove,
    to: ({ email }) => email,
    fields: {},
    done: /The change was taken back/,
    event: 'account.email_change_undone',
    state: async (server, id) => (await accountOf(server, id)).email,
  },
  {
    path: '/keep-account',
    subject: /will be erased/,
    ask: askForErasure,
    to: ({ email }) => email,
    fields: {},
    done: /Your account stays/,
    event: 'account.erasure_stopped',
    state: async (server, id) => (await accountOf(server, id)).is_active,
  },
  {
    path: '/this-was-not-me',
    subject: /password was changed/,
    ask: changePassword,
    to: ({ email }) => email,
    fields: {},
    done: /Your account is frozen/,
    again: /This was done already/,
    event: 'account.frozen',
    state: async ({ app }, id) => app.db.selectFrom('freeze').selectAll().where('account_id', '=', id).execute(),
  },
]

async function open(t: TestContext, page: LinkPage) {
  const server = await startServer(t)
  const person = await page.ask(server)
  const mail = await server.mailbox.last(page.to(person))
  assert.match(mail.subject, page.subject)
  const token = tokenIn(mail)
  assert.ok(mail.text.includes(`${page.path}?token=`), 'the mail leads to this page')
  const press = (): Promise<Answer> => server.client().send('POST', page.path, { form: { token, ...page.fields } })
  return { server, token, press, state: () => page.state(server, person.id) }
}

for (const page of pages) {
  test(`attack 30: ${page.path}: looking changes nothing however often, the button works once`, async (t) => {
    const { server, token, press, state } = await open(t, page)
    const before = await state()
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET']) {
      const shown = await server.client().send(method, `${page.path}?token=${token}`)
      assert.equal(shown.status, 200)
      if (method === 'GET') assert.ok(shown.text.includes(`value="${token}"`), 'the form carries the token')
    }
    const prefetch = { 'sec-purpose': 'prefetch', purpose: 'prefetch', 'user-agent': 'SafeLinks scanner' }
    await server.client(prefetch).get(`${page.path}?token=${token}`)
    assert.deepEqual(await state(), before)
    const pressed = await press()
    assert.equal(pressed.status, 200, pressed.text)
    assert.match(pressed.text, page.done)
    const after = await state()
    assert.notDeepEqual(after, before)
    const again = await press()
    if (page.again) assert.match(again.text, page.again)
    else assertProblemPage(again)
    assert.deepEqual(await state(), after)
  })

  test(`${page.path}: of ten presses at once one counts`, async (t) => {
    const { server, press } = await open(t, page)
    const answers = await Promise.all(Array.from({ length: 10 }, press))
    const good = answers.filter(({ status }) => status === 200).length
    assert.equal(good, page.again ? 10 : 1)
    const rows = server.app.db.selectFrom('audit_event').select('id').where('name', '=', page.event)
    assert.equal((await rows.execute()).length, 1)
  })

  test(`${page.path}: wrong, foreign, late and hostile tokens get a clear page`, async (t) => {
    const { server, token, press, state } = await open(t, page)
    const before = await state()
    const wrong = [
      'abc',
      `${token}x`,
      token.slice(1),
      token.toUpperCase(),
      'é',
      "' or 1=1--",
      '\u202e',
      'a'.repeat(8000),
    ]
    for (const bad of wrong) {
      assertProblemPage(await server.client().send('POST', page.path, { form: { ...page.fields, token: bad } }))
    }
    for (const form of [{ ...page.fields }, { ...page.fields, token: '' }, { ...page.fields, token: 'a\0b' }]) {
      assert.equal((await server.client().send('POST', page.path, { form })).status, 400)
    }
    assertProblemPage(await server.client().get(page.path))
    for (const other of pages.filter(({ path }) => path !== page.path)) {
      const form = { ...other.fields, token }
      assertProblemPage(await server.client().send('POST', other.path, { form }))
    }
    assert.deepEqual(await state(), before, 'a token is for its own page alone')
    server.clock.advance({ days: 15 })
    assertProblemPage(await press())
    assert.deepEqual(await state(), before)
  })
}

function assertProblemPage({ status, text, headers }: Answer): void {
  assert.equal(status, 400, text)
  assert.match(headers.get('content-type') ?? '', /^text\/html; charset=utf-8/)
  assert.match(text, /This link does not work|The password was not set/)
  assert.match(text, /role="alert"/)
}

test('attack 78: a hostile token in the address comes back as words', async (t) => {
  const server = await startServer(t)
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&amp;`
  for (const path of [
    '/verify-email',
    '/reset-password',
    '/confirm-email-change',
    '/undo-email-change',
    '/keep-account',
    '/this-was-not-me',
    '/first-admin',
  ]) {
    const member = path === '/first-admin' ? 'invitation' : 'token'
    const { status, text } = await server.client().get(`${path}?${member}=${encodeURIComponent(hostile)}`)
    assert.equal(status, 200)
    assert.doesNotMatch(text, /<script|<img|onerror='/)
    assert.ok(text.includes('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'))
  }
})

test('attacks 24 and 78: pages allow no script, send no referrer, are kept nowhere and framed nowhere', async (t) => {
  const server = await startServer(t)
  const form = { token: 'abc', new_password: password, confirm_password: password, email: 'nobody@example.com' }
  const paths = [...pages.map(({ path }) => path), '/forgot-password', '/first-admin']
  for (const path of paths) {
    const [shown, pressed] = [
      await server.client().get(`${path}?token=abc&invitation=abc`),
      await server.client().send('POST', path, { form }),
    ]
    for (const { text, headers } of [shown, pressed]) {
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /script-src|unsafe|\*/)
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.doesNotMatch(text, /<script|\son\w+=|style=|javascript:|https?:\/\//i)
    }
  }
})

test('a refused password keeps the link, says why, and shows no password again', async (t) => {
  const [, resetPage] = pages
  assert.ok(resetPage)
  const { server, token, press, state } = await open(t, resetPage)
  const before = await state()
  const send = (form: Record<string, string>) =>
    server.client().send('POST', '/reset-password', { form: { token, ...form } })
  const weak = await send({ new_password: 'weak-1', confirm_password: 'weak-1' })
  assert.equal(weak.status, 400)
  assert.match(weak.text, /too short/)
  assert.doesNotMatch(weak.text, /weak-1/)
  assert.ok(weak.text.includes(`value="${token}"`))
  const unlike = await send({ new_password: password, confirm_password: `${password}x` })
  assert.match(unlike.text, /Passwords do not match/)
  assert.deepEqual(await state(), before)
  assert.equal((await press()).status, 200)
})

test('asking for a link on the page answers every address alike', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const ask = (email: string) => server.client().send('POST', '/forgot-password', { form: { email } })
  const [known, unknown] = [await ask(ana.email), await ask('nobody@example.com')]
  assert.deepEqual([known.status, known.text], [unknown.status, unknown.text])
  assert.match((await server.mailbox.last(ana.email)).text, /\/reset-password\?token=/)
})

test('a page that is pressed too often says so, and when to come back', async (t) => {
  const server = await startServer(t, { RATELIMIT_ENABLE: 'True' })
  goToFarHour(server)
  const press = () => server.client().send('POST', '/verify-email', { form: { token: 'abc' } })
  const answers = await Promise.all(Array.from({ length: 130 }, press))
  const refused = answers.filter(({ status }) => status === 429)
  assert.equal(refused.length, 10)
  for (const { headers, text } of refused) {
    assert.match(headers.get('retry-after') ?? '', /^\d+$/)
    assert.match(text, /Too many requests/)
  }
})
