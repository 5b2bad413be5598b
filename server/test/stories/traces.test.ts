import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { fetchOutside } from '../../src/platform/outbound.ts'
import { openPart, runPart, timed, within } from '../../src/platform/tracing/part.ts'
import { signUp, somebody } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { makeFolder } from '../cli/run-cli.ts'
import type { Answer } from '../client.ts'
import { type Collector, type Span, startCollector } from '../collector.ts'
import { proxyAddress, startFrontProxy } from '../front-proxy.ts'
import { refusingPort } from '../gate.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { startSilentPeer } from '../silent-peer.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'

const api = '/api/auth'
const sqliteOnly = { skip: store !== 'sqlite' }
const key = 'canary-key-of-the-collector'
const toCollector = ({ origin }: Pick<Collector, 'origin'>) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: origin,
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests',
  OTEL_BSP_SCHEDULE_DELAY: '10',
})

type Traced = { server: TestServer; collector: Collector }

async function startTraced(t: TestContext, settings: Record<string, string> = {}): Promise<Traced> {
  const collector = await startCollector(t)
  return { collector, server: await startServer(t, { ...toCollector(collector), ...settings }) }
}

/** The trace of a request: its own span, which comes last, and all that belong to it. */
async function traceOf(
  { collector: { spans } }: Traced,
  answer: Pick<Answer, 'headers'>,
): Promise<{ root: Span; parts: Span[] }> {
  const id = answer.headers.get('x-request-id')
  const isRoot = ({ facts }: Span): boolean => facts['kalosphere.request_id'] === id
  const root = await until(`the trace of ${id}`, () => spans.find(isRoot))
  return { root, parts: spans.filter((span) => span.traceId === root.traceId && span !== root) }
}

/** A request that has begun at the service, and whose body is still to come. */
async function beginPost(server: TestServer, path: string, length: number): Promise<ClientRequest> {
  const headers = { 'content-type': 'application/json', 'content-length': length, expect: '100-continue' }
  const sent = request(server.origin + path, { method: 'POST', headers })
  sent.flushHeaders()
  await once(sent, 'continue')
  return sent
}

async function postInTwo(server: TestServer, path: string, body: string): Promise<Pick<Answer, 'headers' | 'status'>> {
  const sent = await beginPost(server, path, body.length)
  const answered = once(sent, 'response')
  sent.end(body)
  const [answer]: IncomingMessage[] = await answered
  answer?.resume()
  return {
    status: answer?.statusCode ?? 0,
    headers: new Headers({ 'x-request-id': String(answer?.headers['x-request-id']) }),
  }
}

const byName = (name: string) => (span: Span) => span.name === name
const linesWith = (server: TestServer, text: string) =>
  server.log.filter((line) => line.includes(text)).map((line) => JSON.parse(line))

test('a sign-in is one trace: its route, its statements, its hash; and the mail it causes is another', async (t) => {
  const traced = await startTraced(t)
  const { server, collector } = traced
  const ana = await signUp(server)
  const woken: unknown[] = []
  server.app.onCommit(() => void woken.push(openPart()))
  const { parts, root } = await traceOf(traced, await ana.login())
  assert.ok(woken.length > 0 && woken.every((part) => part === undefined), 'whoever is woken works for nobody alone')
  const [name, kind] = [`POST ${api}/login/`, 2]
  assert.deepEqual({ name: root.name, kind: root.kind, parent: root.parentSpanId }, { name, kind, parent: undefined })
  const { 'kalosphere.request_id': requestId, ...facts } = root.facts
  const method = { 'http.request.method': 'POST', 'http.route': `${api}/login/` }
  assert.deepEqual(facts, { ...method, 'http.response.status_code': 200 })
  assert.equal(root.status, 0)
  const hashes = parts.filter(byName('hash'))
  assert.equal(hashes.length, 1, JSON.stringify(parts.map((part) => part.name)))
  for (const one of ['BEGIN', 'COMMIT', 'INSERT session', 'INSERT audit_event']) assert.ok(parts.some(byName(one)), one)
  const known = new Set([root, ...parts].map(({ spanId }) => spanId))
  for (const { parentSpanId, name: part } of parts) assert.ok(known.has(parentSpanId ?? ''), `${part} hangs in the air`)
  const system = store === 'sqlite' ? 'sqlite' : 'postgresql'
  for (const { facts: told } of parts.filter((part) => part.facts['db.query.text'])) {
    assert.equal(told['db.system.name'], system)
    assert.match(String(told['db.query.text']), /^(select|insert|update|delete|with)\b/i)
  }
  assert.ok([root, ...parts].every(({ ms }) => ms >= 0) && parts.every(({ ms }) => ms <= root.ms + 1))

  const answered = linesWith(server, String(requestId))
  assert.ok(answered.length > 0 && answered.every((line) => line.trace_id === root.traceId), JSON.stringify(answered))
  assert.equal(answered.at(-1).span_id, root.spanId)

  await server.settle()
  const delivery = await until('the mail', () => collector.spans.find(byName('deliver mail')))
  const sent = await until('its sending', () =>
    collector.spans.find(({ parentSpanId }) => parentSpanId === delivery.spanId),
  )
  assert.deepEqual(
    [delivery.parentSpanId, sent.name, sent.facts['kalosphere.mail.backend']],
    [undefined, 'send mail', 'memory'],
  )

  const [{ path, headers } = { path: '', headers: '' }] = collector.came
  assert.deepEqual([path, headers.includes(`Bearer ${key}`)], ['/v1/traces', true])
  const { 'service.name': service, 'deployment.environment.name': environment } = collector.resources[0] ?? {}
  assert.deepEqual([service, environment], ['kalosphere-auth', 'tests'])
})

test('refusals bear their word, faults are errors, and neither tells what was typed', async (t) => {
  const traced = await startTraced(t)
  const { server } = traced
  const ana = await signUp(server)
  const typed = { email: ana.email, password: 'not her password' }
  const wrong = await traceOf(traced, await postInTwo(server, `${api}/login/`, JSON.stringify(typed)))
  assert.deepEqual([wrong.root.facts['http.response.status_code'], wrong.root.status], [401, 0])
  assert.equal(wrong.root.facts['kalosphere.problem'], 'bad_credentials')
  assert.equal(wrong.parts.filter(byName('hash')).length, 1)
  const broken = await postInTwo(server, `${api}/login/`, '{"email": canary-body')
  const { root: unread } = await traceOf(traced, broken)
  assert.deepEqual([broken.status, unread.status, unread.facts['http.route']], [400, 0, `${api}/login/`])
  const lines = linesWith(server, String(unread.facts['kalosphere.request_id']))
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['request refused', 'answered'],
  )
  for (const { trace_id } of lines)
    assert.equal(trace_id, unread.traceId, 'a body that cannot be read is of its trace too')
  const lost = await traceOf(traced, await server.client().get('/canary-path/x?token=canary-query'))
  assert.deepEqual([lost.root.name, lost.root.facts['http.route']], ['GET', undefined])

  const gone = await beginPost(server, `${api}/login/`, 100)
  gone.on('error', () => undefined).destroy()
  const hungUp = ({ facts }: Span) => facts['error.type'] === 'hung_up'
  const left = await until('the one who left', () => traced.collector.spans.find(hungUp))
  assert.deepEqual([left.name, left.facts['http.response.status_code']], [`POST ${api}/login/`, undefined])
  await server.app.db.schema.dropTable('proof').execute()
  const fault = await traceOf(traced, await server.client().post(`${api}/verify-email/`, { token: 'canary-token' }))
  assert.deepEqual([fault.root.status, fault.root.facts['error.type']], [2, '500'])
  assert.equal(fault.root.facts['kalosphere.problem'], 'internal_error')
  const failed = fault.parts.filter(({ status }) => status === 2)
  assert.equal(failed.length, 1)
  assert.match(String(failed[0]?.facts['error.type']), store === 'sqlite' ? /^ERR_SQLITE_ERROR$/ : /^42P01$/)
  const told = traced.collector.came.map(({ body }) => body).join()
  for (const secret of [
    'not her password',
    'canary-body',
    'canary-path',
    'canary-query',
    'canary-token',
    'no such table',
  ])
    assert.equal(told.includes(secret), false, secret)
})

test('no secret and nothing of a person is in what is exported', async (t) => {
  const traced = await startTraced(t)
  const { server, collector } = traced
  const person = somebody('canary')
  const client = server.client({ 'user-agent': 'canary-agent/1.0', 'x-forwarded-for': '203.0.113.77' })
  assert.equal((await client.post(`${api}/register/`, { ...person, first_name: 'Canaria' })).status, 201)
  const link = tokenIn(await server.mailbox.last(person.email))
  const verified = await client.get(`/verify-email?token=${link}`)
  assert.equal(verified.status < 400, true, verified.text)
  assert.equal((await client.get(`${api}/verify-email/?token=${link}`)).status, 200)
  const { body: tokens } = await client.post(`${api}/login/`, { email: person.email, password: person.password })
  const renewed = await client.post(`${api}/refresh/`, { refresh: tokens.refresh })
  const profile = await client.as(renewed.body.access).get(`${api}/profile/`)
  await client.post(`${api}/forgot-password/`, { email: person.email })
  await server.settle()
  const reset = tokenIn(await server.mailbox.last(person.email))
  const last = await client.post(`${api}/reset-password/`, { token: reset, new_password: 'canary-New-pass-7' })
  await traceOf(traced, last)
  await server.settle()
  await server.app.tracing?.close()

  const told = collector.came.map(({ body }) => body).join()
  assert.ok(told.includes(`GET ${api}/verify-email/`) && told.includes('deliver forgot_password'), 'it was traced')
  const { access, refresh, device_token: device } = tokens
  const secrets = {
    link,
    reset,
    access,
    refresh,
    device,
    renewed: renewed.body.refresh,
    newPassword: 'canary-New-pass-7',
    key,
  }
  const facts = {
    ...person,
    id: profile.body.id,
    agent: 'canary-agent',
    ip: '203.0.113.77',
    own: '127.0.0.1',
    first: 'Canaria',
  }
  for (const [what, value] of Object.entries({ ...secrets, ...facts })) {
    assert.ok(typeof value === 'string' && value.length > 6, what)
    const parts = value.split('.').filter((part) => part.length > 20)
    for (const text of [value, encodeURIComponent(value), ...parts]) assert.equal(told.includes(text), false, what)
  }
  const said = server.log.join('\n')
  assert.equal(said.includes(key), false)
})

const theirs = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const traceparent = (flags: string) => ({ traceparent: `00-${theirs.traceId}-${theirs.spanId}-${flags}` })

test('a stranger chooses neither the ids of a trace nor whether it is kept; a trusted proxy does', async (t) => {
  const proxy = await startFrontProxy(t)
  const proxies = { TRUSTED_PROXIES: proxyAddress, PUBLIC_URL: proxy.origin }
  const [believing, careful] = [
    await startTraced(t, { ...proxies, TRUST_TRACEPARENT: 'True' }),
    await startTraced(t, proxies),
  ]
  const ask = async ({ server }: Traced, origin: string, headers: Record<string, string>): Promise<Answer> => {
    proxy.lead(server.origin)
    const answer = await fetch(`${origin}${api}/profile/`, { headers })
    return { status: answer.status, headers: answer.headers, text: await answer.text(), body: undefined }
  }
  const direct = await traceOf(believing, await ask(believing, believing.server.origin, traceparent('01')))
  assert.notEqual(direct.root.traceId, theirs.traceId)
  const unkept = await traceOf(believing, await ask(believing, believing.server.origin, traceparent('00')))
  assert.equal(unkept.root.parentSpanId, undefined)
  const passed = await traceOf(careful, await ask(careful, proxy.origin, traceparent('01')))
  assert.notEqual(passed.root.traceId, theirs.traceId, 'proxies hand on what strangers send, unless they say otherwise')

  const through = await traceOf(believing, await ask(believing, proxy.origin, traceparent('01')))
  assert.deepEqual([through.root.traceId, through.root.parentSpanId], [theirs.traceId, theirs.spanId])
  const silent = await ask(believing, proxy.origin, traceparent('00'))
  for (const wrong of [
    '00-zz',
    `00-${'0'.repeat(32)}-${theirs.spanId}-01`,
    `ff-${theirs.traceId}-${theirs.spanId}-01`,
  ]) {
    const own = await traceOf(believing, await ask(believing, proxy.origin, { traceparent: wrong }))
    assert.equal(own.root.parentSpanId, undefined, wrong)
  }
  const id = silent.headers.get('x-request-id') ?? ''
  assert.equal(
    believing.collector.came.some(({ body }) => body.includes(id)),
    false,
    'the caller keeps no trace of it',
  )
  assert.ok(linesWith(believing.server, id).every((line) => line.trace_id === undefined))
})

test('a share of none keeps nothing, probes are no traces, and whoever is called hears of no trace', async (t) => {
  const none = await startTraced(t, { OTEL_TRACES_SAMPLER_ARG: '0' })
  const ana = await signUp(none.server)
  assert.equal((await ana.profile()).status, 200)
  await none.server.app.tracing?.close()
  assert.deepEqual(none.collector.came, [])

  const traced = await startTraced(t)
  const { tracing } = traced.server.app
  assert.ok(tracing)
  for (const path of ['/healthz', '/readyz']) assert.equal((await traced.server.client().get(path)).status, 200)
  await traceOf(traced, await traced.server.client().get(`${api}/profile/`))
  assert.deepEqual(
    traced.collector.spans.map(({ name }) => name).filter((name) => /z$/.test(name)),
    [],
  )
  const ended = tracing.begin({ name: 'ended' })
  ended.end()
  await within(ended, () => timed({ name: 'outlives it' }, async () => undefined))
  const other = await startCollector(t)
  await runPart(tracing.begin({ name: 'ask' }), () =>
    fetchOutside(`${other.origin}/canary-path`, { allowPrivate: true }),
  )
  const asked = await until('the call', () => traced.collector.spans.find(byName('GET')))
  const call = { 'http.request.method': 'GET', 'server.address': new URL(other.origin).host }
  assert.deepEqual([asked.kind, asked.facts], [3, { ...call, 'http.response.status_code': 400 }])
  assert.ok(traced.collector.spans.some(byName('ended')) && !traced.collector.spans.some(byName('outlives it')))
  for (const { headers } of [...other.came, ...traced.collector.came]) assert.doesNotMatch(headers, /traceparent/i)
})

const dropped = async ({ app }: TestServer): Promise<number> => {
  const { values } = await app.metrics.spans.get()
  return values.find(({ labels }) => labels.outcome === 'dropped')?.value ?? 0
}

test('a collector that is away or refuses costs requests nothing; what is lost is counted, and said once', async (t) => {
  const away = await startServer(t, toCollector({ origin: `http://127.0.0.1:${await refusingPort(t)}` }))
  const ana = await signUp(away)
  assert.equal((await ana.profile()).status, 200)
  await until('spans to be dropped', async () => ((await dropped(away)) > 0 ? true : undefined))
  assert.equal((await ana.login()).status, 200)
  await until('a line', () => (linesWith(away, 'takes no spans').length > 0 ? true : undefined))

  const { server, collector } = await startTraced(t)
  collector.answer(503)
  const ben = await signUp(server)
  const lost = await until('spans to be refused', async () => (await dropped(server)) || undefined)
  await until('a batch more', async () => {
    await ben.profile()
    return (await dropped(server)) > lost ? true : undefined
  })
  collector.answer(200)
  await until('spans to be taken', async () => {
    await ben.profile()
    return collector.spans.length > 0 ? true : undefined
  })
  await until('it to be said', () => (linesWith(server, 'is back').length > 0 ? true : undefined))
  assert.equal(linesWith(server, 'takes no spans').length, 1)
})

test('a collector that says nothing: spans wait up to a limit, and a stop does not wait for them', async (t) => {
  const port = await startSilentPeer(t)
  const server = await startServer(t, toCollector({ origin: `http://127.0.0.1:${port}` }))
  const { tracing } = server.app
  assert.ok(tracing)
  const ana = await signUp(server)
  assert.equal((await ana.profile()).status, 200)
  for (let i = 0; i < 5000; i++) tracing.begin({ name: 'many' }).end()
  assert.ok((await dropped(server)) >= 5000 - 4096, `${await dropped(server)}`)
  assert.equal((await ana.login()).status, 200)
  const began = performance.now()
  await server.app.close()
  assert.ok(performance.now() - began < 4500, 'less than the 5 s that an answer may take')
})

/** Writes down what is loaded, by `require` or `import`. */
const listener = (file: string) => `
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({
  resolve(specifier, context, next) {
    if (/^@opentelemetry\\//.test(specifier)) appendFileSync(${JSON.stringify(file)}, specifier + ' < ' + context.parentURL + '\\n')
    return next(specifier, context)
  },
})`

test(
  'without a collector nothing of OpenTelemetry is loaded but what the metrics bring along',
  sqliteOnly,
  async (t) => {
    const folder = makeFolder(t)
    const loadedBy = async (name: string, settings: Record<string, string>): Promise<string[]> => {
      const [file, hooks] = [join(folder, `${name}.txt`), join(folder, `${name}.mjs`)]
      writeFileSync(file, '')
      writeFileSync(hooks, listener(file))
      const child = await startChild(t, { NODE_OPTIONS: `--import ${pathToFileURL(hooks)}`, ...settings })
      assert.equal((await child.client().get(`${api}/profile/`)).status, 401)
      await child.kill()
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
      return lines.filter((line) => !/\/node_modules\/(prom-client|@opentelemetry)\//.test(line.split(' < ')[1] ?? ''))
    }
    assert.deepEqual(await loadedBy('without', {}), [])
    const collector = await startCollector(t)
    const loaded = (await loadedBy('with', toCollector(collector))).map((line) => line.split(' ')[0])
    assert.ok(loaded.includes('@opentelemetry/sdk-trace'), 'the listener hears')
  },
)
