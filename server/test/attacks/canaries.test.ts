import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { keepLog } from '../../src/audit/keep-log.ts'
import { type Actor, signUp } from '../actors.ts'
import { admin, signUpStaff } from '../admin.ts'
import { startServer, type TestServer } from '../harness.ts'
import { type Field, type Operation, readOperations } from './operations.ts'
import { readTables } from './tables.ts'

const metricsToken = 'a token for the metrics of tests'

/** What was put in, by its text: the operation and the input. */
type Canaries = Map<string, { operation: string; input: string }>
type Answered = { readonly status: number; readonly text: string }

/** A text that nothing else in the service holds, made for one input of one operation; no two of them look alike. */
function makeCanary(canaries: Canaries, operation: string, input: string): string {
  const text = `Cn${randomBytes(15).toString('base64url').replaceAll(/[-_]/g, 'x')}7`
  canaries.set(text, { operation, input })
  return text
}

/** Signs in from there, and is who they are: without these the acts behind would not be reached. */
function rightValue(name: string, person: Actor): unknown {
  const known: Record<string, unknown> = {
    email: person.email,
    password: person.password,
    current_password: person.password,
    refresh: person.refresh,
    method: 'totp',
    locale: 'de',
    timezone: 'Europe/Berlin',
    avatar_url: '',
    phone_number: '+4915123456789',
  }
  return known[name]
}

type Filling = { canaries: Canaries; operation: string; person?: Actor }

function fill(fields: Operation['fields'], { canaries, operation, person }: Filling): Record<string, unknown> {
  const password = makeCanary(canaries, operation, 'new_password')
  const filled = Object.entries(fields).map(([name, field]): [string, unknown] => {
    if (/^(new|confirm)_password$/.test(name)) return [name, password]
    const right = person && operation !== 'POST /api/auth/register/' ? rightValue(name, person) : undefined
    return [name, right ?? fillOne(field, makeCanary(canaries, operation, name))]
  })
  return Object.fromEntries(filled)
}

function fillOne({ type, format }: Field, canary: string): unknown {
  if (type === 'boolean') return true
  if (type === 'object') return { id: canary, rawId: canary, type: 'public-key', response: { clientDataJSON: canary } }
  return format === 'email' ? `${canary}@example.com` : canary
}

/** Inputs that every operation has. */
function fillHeaders(canaries: Canaries, operation: string): Record<string, string> {
  const canary = (name: string) => makeCanary(canaries, operation, name)
  return {
    cookie: `refresh=${canary('cookie')}; device=${canary('cookie')}; ${canary('cookie')}=1`,
    'x-device-token': canary('x-device-token'),
    'x-request-id': canary('x-request-id'),
    'x-forwarded-for': canary('x-forwarded-for'),
    'user-agent': canary('user-agent'),
    referer: `https://${canary('referer')}.example/`,
  }
}

/** Sends every operation its canaries: all at once by a stranger, and so that somebody's act goes through. */
async function sendAll(server: TestServer, canaries: Canaries): Promise<Answered[]> {
  const answers: Answered[] = []
  for (const { method, path, fields } of await readOperations(server)) {
    const operation = `${method} ${path}`
    const send = async (headers: Record<string, string>, person?: Actor): Promise<void> => {
      const canary = (name: string) => makeCanary(canaries, operation, name)
      const address = path.replaceAll(/\{(id|session|client_id)\}/g, () => canary('path'))
      const query = `?token=${canary('query')}&cursor=${canary('query')}&${canary('query')}=1`
      const hasBody = Object.keys(fields).length > 0
      const body = fill(fields, { canaries, operation, ...(person ? { person } : {}) })
      const client = server.client({ ...fillHeaders(canaries, operation), ...headers })
      answers.push(await client.send(method, `${address}${query}`, hasBody ? { body } : {}))
      if (!hasBody) return
      const broken = `{"${canary('broken')}":"${canary('broken')}`
      answers.push(await client.send(method, address, { raw: broken, headers: { 'content-type': 'application/json' } }))
    }
    await send({ authorization: `Bearer ${makeCanary(canaries, operation, 'authorization')}` })
    const person = path.startsWith(admin) ? await signUpStaff(server, 'admin') : await signUp(server)
    await send({ authorization: `Bearer ${person.access}`, 'x-device-token': person.deviceToken }, person)
  }
  return answers
}

/** What is meant to be seen there: all else is a leak. */
const meantToBeSeen = {
  log: [],
  metrics: [],
  /** A word that is no choice is told back to who sent it, as the old service did. */
  refusals: ['code_type', 'provider', 'role', 'state', 'format', 'act'],
  /** Names that people choose for themselves and their things stand in their own mails. */
  mails: ['username', 'email', 'new_email', 'device_name', 'name'],
  texts: [],
  /** Why an administrator did something, and which service it was done to, is what the log is for. */
  audit: ['username', 'user-agent', 'reason', 'name of POST /api/admin/services/'],
  stream: ['username', 'user-agent', 'reason', 'name of POST /api/admin/services/'],
} as const

function leaks(canaries: Canaries, where: keyof typeof meantToBeSeen, texts: readonly string[]): string[] {
  const seen: readonly string[] = meantToBeSeen[where]
  const all = texts.join('\n')
  return [...canaries].flatMap(([text, { operation, input }]) =>
    all.includes(text) && !seen.includes(input) && !seen.includes(`${input} of ${operation}`)
      ? [`${where}: ${input} of ${operation}`]
      : [],
  )
}

async function startListening(t: TestContext): Promise<TestServer> {
  return startServer(t, {
    LOG_LEVEL: 'trace',
    METRICS_TOKEN: metricsToken,
    AUDIT_STREAM: 'stdout',
    AUDIT_STREAM_PERSONAL: 'True',
  })
}

test('attacks 24 and 85: a secret typed into any input of any operation is in no log, mail, text, audit row, stream, metric or refusal', async (t) => {
  const server = await startListening(t)
  const { app } = server
  await keepLog(app)
  const canaries: Canaries = new Map()
  const answers = await sendAll(server, canaries)
  const mails = (await server.mailbox.all()).map((mail) => JSON.stringify(mail))
  for (let i = 0; i < 3; i++) await keepLog(app)
  const audit = (await readTables(app)).filter(({ table }) => table === 'audit_event').map(({ text }) => text)
  const metrics = await server.client({ authorization: `Bearer ${metricsToken}` }).get('/metrics')

  const refused = answers.filter(({ status }) => status >= 400)
  const done = answers.length - refused.length
  assert.ok(canaries.size > 1000 && refused.length > 100 && done > 20, `${canaries.size} ${refused.length} ${done}`)
  assert.deepEqual(
    answers.filter(({ status }) => status >= 500),
    [],
  )
  const sizes = [server.log.length, mails.length, audit.length, server.printed.length]
  assert.ok(
    sizes.every((size, at) => size > ([300, 50, 500, 0][at] ?? 0)),
    String(sizes),
  )
  const found = [
    ...leaks(canaries, 'log', server.log),
    ...leaks(canaries, 'metrics', [metrics.text]),
    ...leaks(canaries, 'mails', mails),
    ...leaks(
      canaries,
      'texts',
      (app.texter.sent ?? []).map((text) => JSON.stringify(text)),
    ),
    ...leaks(canaries, 'audit', audit),
    ...leaks(canaries, 'stream', server.printed),
    ...leaks(
      canaries,
      'refusals',
      refused.map(({ text }) => text),
    ),
  ]
  assert.deepEqual(found, [])
  const all = server.printed.join('')
  for (const name of meantToBeSeen.stream) {
    assert.ok(
      [...canaries].some(([text, { input, operation }]) => {
        return [input, `${input} of ${operation}`].includes(name) && all.includes(text)
      }),
      `${name} was looked for and not found: the test does not see`,
    )
  }
})
