import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { keepLog } from '../../src/audit/keep-log.ts'
import { onAnotherDevice, registerUnverified, registerVerified, signUp, somebody } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { goToFarHour } from './far-hour.ts'
import { sendRaw } from './raw-http.ts'
import { type Cell, readTables } from './tables.ts'

const api = '/api/auth'
const secretKey = 'canary-of-the-secret-key-0123456789-abcdefghij'
const metricsToken = 'canary-of-the-metrics-token-0123456789'

/** Everything of a day that nobody but its owner may ever read, by what it is. */
type Canaries = Map<string, string>

type Day = { readonly server: TestServer; readonly canaries: Canaries; readonly cells: Cell[] }

/** A whole day of acts, good and bad; the tables are read often, for some secrets are only stored for a while. */
async function liveThroughADay(t: TestContext): Promise<Day> {
  const settings = { LOG_LEVEL: 'trace', SECRET_KEY: secretKey, METRICS_TOKEN: metricsToken, RATELIMIT_ENABLE: 'True' }
  const server = await startServer(t, settings)
  goToFarHour(server)
  const canaries: Canaries = new Map([
    ['the secret key', secretKey],
    ['the metrics token', metricsToken],
  ])
  const cells: Cell[] = []
  const look = async () => {
    await keepLog(server.app)
    cells.push(...(await readTables(server.app)))
  }
  await register(server, canaries, look)
  await goWrong(server, canaries)
  await look()
  await recover(server, canaries, look)
  await move(server, canaries, look)
  await failWithin(server, canaries)
  await look()
  return { server, canaries, cells }
}

/** Notes the links' tokens and the codes of all mails so far. */
async function noteMails({ mailbox }: TestServer, canaries: Canaries): Promise<void> {
  for (const [i, { subject, text }] of (await mailbox.all()).entries()) {
    for (const [, token = ''] of text.matchAll(/[?&]token=([\w~.-]+)/g))
      canaries.set(`token of mail ${i} "${subject}"`, token)
    for (const [code] of text.matchAll(/(?<![\w-])\d{6}(?![\w-])/g))
      canaries.set(`code of mail ${i} "${subject}"`, code)
  }
}

async function register(server: TestServer, canaries: Canaries, look: () => Promise<void>): Promise<void> {
  const person = { ...somebody(), password: 'canary-Registered-1!' }
  canaries.set('the password of a registration', person.password)
  await server.client().post(`${api}/register/`, person)
  // The mail still waits to be sent, with its link in it.
  await look()
  const token = tokenIn(await server.mailbox.last(person.email))
  await server.client().get(`/verify-email?token=${token}`)
  await server.client().get(`${api}/verify-email/?token=${token}`, { accept: 'application/json' })
  const ana = onAnotherDevice(server, { ...(await registerVerified(server)), ...person })
  for (const name of ['first', 'second']) {
    assert.equal((await ana.login()).status, 200)
    await ana.profile()
    note(canaries, name, ana)
    await ana.renew()
    note(canaries, `refreshed ${name}`, ana)
  }
  await ana.client().post(`${api}/token/verify/`, { token: ana.access })
  const changed = 'canary-Changed-2!'
  const change = { current_password: ana.password, new_password: changed, confirm_password: changed }
  canaries.set('a changed password', changed)
  assert.equal((await ana.client().post(`${api}/change-password/`, change)).status, 200)
  const cookies = ['X-Token-Transport: cookie', 'Origin: http://localhost:8000', 'Content-Type: application/json']
  const body = JSON.stringify({ email: ana.email, password: changed })
  const inCookies = await sendRaw(server.origin, { line: `POST ${api}/login/`, headers: cookies, body })
  for (const cookie of inCookies.headers.get('set-cookie') ?? []) {
    canaries.set(`a cookie ${cookie.slice(0, 8)}`, /=([^;]+)/.exec(cookie)?.[1] ?? '')
  }
  await ana.client().post(`${api}/logout/`, { refresh: ana.refresh })
  await noteMails(server, canaries)
  await look()
}

function note(
  canaries: Canaries,
  name: string,
  tokens: { access: string; refresh: string; deviceToken: string },
): void {
  for (const kind of ['access', 'refresh', 'deviceToken'] as const) canaries.set(`the ${name} ${kind}`, tokens[kind])
}

/** Secrets in wrong places: wrong passwords, tokens in addresses and headers, bodies that cannot be read. */
async function goWrong(server: TestServer, canaries: Canaries): Promise<void> {
  const wrong = (name: string): string => {
    const value = `canary-wrong-${name}-98765`
    canaries.set(`a wrong ${name}`, value)
    return value
  }
  const ana = await signUp(server)
  note(canaries, 'misused', ana)
  const login = `${api}/login/`
  for (let i = 0; i < 7; i++) await server.client().post(login, { email: ana.email, password: wrong(`guess ${i}`) })
  await server.client().post(login, { email: wrong('password as a name'), password: wrong('password') })
  await server.client().send('POST', login, { raw: `{"email":"${ana.email}","password":"${wrong('broken body')}"` })
  await server.client().send('POST', login, { raw: `{"password":"a","${wrong('key')}":1,"${wrong('key')}":1}` })
  await server.client().send('POST', login, { form: { email: ana.email, password: wrong('form') } })
  await server.client().as(wrong('bearer')).get(`${api}/profile/`)
  await server.client().get(`${api}/profile/?access=${ana.access}&token=${wrong('query')}`)
  await server.client().get(`${api}/nothing/${wrong('path')}/?token=${ana.refresh}`)
  await server.client({ 'x-device-token': wrong('device') }).post(login, { email: ana.email, password: wrong('x') })
  await server.client({ cookie: `refresh=${wrong('cookie')}` }).post(`${api}/refresh/`, {})
  await server.client().post(`${api}/refresh/`, { refresh: wrong('refresh') })
  await server
    .client()
    .post(`${api}/reset-password/`, { token: wrong('token'), new_password: 'x', confirm_password: 'x' })
  await server.client({ authorization: `Bearer ${wrong('metrics')}` }).get('/metrics')
  await sendRaw(server.origin, { line: `GET /%zz?token=${wrong('address')}` })
  await server.client().post(`${api}/register/`, { ...somebody(), password: 'password' })
}

async function recover(server: TestServer, canaries: Canaries, look: () => Promise<void>): Promise<void> {
  const ana = await signUp(server)
  await server.client().post(`${api}/forgot-password/`, { email: ana.email })
  await look()
  const token = tokenIn(await server.mailbox.last(ana.email))
  await noteMails(server, canaries)
  const password = 'canary-Recovered-3!'
  canaries.set('a recovered password', password)
  const form = { token, new_password: password, confirm_password: password }
  await server.client().get(`/reset-password?token=${token}`)
  await server.client().send('POST', '/reset-password', { form: { ...form, confirm_password: `${password}x` } })
  const done = await server.client().send('POST', '/reset-password', { form })
  assert.equal(done.status, 200, done.text)
  await registerUnverified(server)
  await look()
}

async function move(server: TestServer, canaries: Canaries, look: () => Promise<void>): Promise<void> {
  const ana = await signUp(server)
  const moved = `moved.${ana.email}`
  await ana.client().post(`${api}/profile/email/`, { new_email: moved, password: ana.password })
  await look()
  const token = tokenIn(await server.mailbox.last(moved))
  await server.client().post(`${api}/profile/email/confirm/`, { token })
  const undo = tokenIn(await server.mailbox.last(ana.email))
  await server.client().send('POST', '/undo-email-change', { form: { token: undo } })
  await noteMails(server, canaries)
  const back = onAnotherDevice(server, ana)
  await back.login()
  note(canaries, 'last', back)
  await back.client().post(`${api}/deactivate-account/`, { password: ana.password, confirm_deactivation: true })
  canaries.set('the password of everybody else', ana.password)
}

/** Faults of our own are logged whole: what they were about must not be in there. */
async function failWithin(server: TestServer, canaries: Canaries): Promise<void> {
  const { app } = server
  await app.db.schema.alterTable('session').renameTo('session_away').execute()
  const ana = await registerVerified(server)
  const password = 'canary-during-a-fault-4!'
  canaries.set('a password during a fault', password)
  await ana.login()
  await server.client().post(`${api}/register/`, { ...somebody(), password })
  await app.db.schema.alterTable('session_away').renameTo('session').execute()
  await app.db.schema.alterTable('proof').renameTo('proof_away').execute()
  const token = 'canary-token-during-a-fault-123456789012345'
  canaries.set('a token during a fault', token)
  await server.client().post(`${api}/verify-email/`, { token })
  await server.client().post(`${api}/verify-email/`, { email: ana.email, code: '918273' })
  await server.client().post(`${api}/reset-password/`, { token, new_password: password, confirm_password: password })
  await server.client().post(`${api}/register/`, { ...somebody(), password })
  await app.db.schema.alterTable('proof_away').renameTo('proof').execute()
}

/** Six digits stand in many a number by chance: a code counts only where it stands alone. */
function isIn(text: string, secret: string): boolean {
  if (!/^\d{6}$/.test(secret)) return text.includes(secret)
  return new RegExp(`(?<![\\w.:-])${secret}(?![\\w.:-])`).test(text)
}

function leaks(canaries: Canaries, texts: readonly string[]): string[] {
  const found: string[] = []
  for (const [what, secret] of canaries) {
    assert.ok(secret.length >= 6, `${what} was not noted`)
    const where = texts.find((text) => isIn(text, secret))
    if (where !== undefined) found.push(`${what}: ${where.slice(0, 300)}`)
  }
  return found
}

test('attacks 24 and 85: a day of acts leaves no secret in the log, the audit trail, the metrics or any column', async (t) => {
  const { server, canaries, cells } = await liveThroughADay(t)
  const kinds = [...canaries.keys()]
  assert.ok(kinds.length > 50, kinds.join('\n'))
  for (const kind of ['token of mail', 'code of mail', 'cookie'])
    assert.ok(
      kinds.some((name) => name.includes(kind)),
      kind,
    )
  assert.ok(server.log.length > 60, `${server.log.length} lines`)
  assert.ok(
    server.log.some((line) => line.includes('"level":"error"')),
    'faults were logged, too',
  )
  assert.deepEqual(leaks(canaries, server.log), [])

  const metrics = await server.client({ authorization: `Bearer ${metricsToken}` }).get('/metrics')
  assert.equal(metrics.status, 200)
  assert.deepEqual(leaks(canaries, [metrics.text]), [])

  const names = new Set(cells.map(({ table }) => table))
  for (const table of [
    'account',
    'password',
    'session',
    'device',
    'proof',
    'outbox',
    'audit_event',
    'audit_checkpoint',
    'signing_key',
  ] as const) {
    assert.ok(names.has(table), `${table} was empty all day`)
  }
  assert.deepEqual(
    leaks(
      canaries,
      cells.map(({ table, column, text }) => `${table}.${column} ${text}`),
    ),
    [],
  )
})

test('what is stored of secrets is a digest, a hash or sealed bytes, and nothing of it is logged or answered', async (t) => {
  const { server, cells } = await liveThroughADay(t)
  const shapes: Record<string, RegExp> = {
    'password.hash': /^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$[\w+/]{22}\$[\w+/]{43}$/,
    'device.token_digest': /^[\w-]{43}$/,
    'proof.token_digest': /^[\w-]{43}$/,
    'proof.code_digest': /^[\w-]{43}$/,
    // The first byte of what is sealed is the version of the seal.
    'outbox.payload': /^\x01[\s\S]{37,}$/,
    'audit_checkpoint.sealed_key': /^\x01[\s\S]{37,}$/,
    'signing_key.sealed_private': /^\x01[\s\S]{37,}$/,
  }
  const stored: string[] = []
  for (const { table, column, text } of cells) {
    const shape = shapes[`${table}.${column}`]
    if (!shape) continue
    assert.match(text, shape, `${table}.${column}`)
    stored.push(text)
  }
  for (const name of Object.keys(shapes)) {
    assert.ok(
      cells.some(({ table, column }) => `${table}.${column}` === name),
      `${name} was not seen`,
    )
  }
  const printed = server.log.join('')
  for (const text of stored) assert.ok(!printed.includes(text), text)
  assert.doesNotMatch(printed, /\$argon2|eyJ[\w-]{10,}\.|BEGIN [A-Z ]*PRIVATE/)
  const keys = cells.filter(({ table, column }) => table === 'signing_key' && column === 'public_jwk')
  for (const { text } of keys) assert.doesNotMatch(text, /"d":/)
})
