import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createClient } from '@redis/client'
import { makeChildren } from '../../../scripts/testing/children.ts'
import { startRedis } from '../../../scripts/testing/redis.ts'
import { secret } from '../../src/base/secret.ts'
import { examine } from '../../src/operations/doctor/examine.ts'
import { doctorTicket } from '../../src/operations/doctor-ticket.ts'
import type { App } from '../../src/platform/app.ts'
import { makeSealer } from '../../src/platform/sealer.ts'
import { signUpStaff } from '../admin.ts'
import { atEnd } from '../at-end.ts'
import { startCollector } from '../collector.ts'
import { type FrontProxy, proxyAddress, startFrontProxy } from '../front-proxy.ts'
import { startServer, type TestServer } from '../harness.ts'
import { startMailServer } from '../mail-server.ts'
import { storesOf } from '../same-stores.ts'
import { startSilentPeer } from '../silent-peer.ts'
import { store } from '../store.ts'
import { startTwilio, textsBy } from '../twilio-server.ts'
import { makeCli, makeFolder, type RunCli } from './run-cli.ts'

const sqliteOnly = { skip: store !== 'sqlite' }
const secretKey = 'Zk3v9QmW1xT7pLr5Yc8bHd2NfGa6JsUe'

type Told = { name: string; state: string; said: string; todo: string | null }
type Answer = { ok: boolean; findings: Told[] }
/** The machine of the tests may be busy; no check waits longer than it must. */
const patient = ['--timeout', '30']
const stateOf = ({ findings }: Answer, name: string) => findings.find((finding) => finding.name === name)
const failedOf = ({ findings }: Answer) => findings.filter(({ state }) => state === 'failed').map(({ name }) => name)

type Clinic = { server: TestServer; proxy: FrontProxy; cli: RunCli; settings: Record<string, string> }

/** A service behind a proxy, with everything it can need. */
async function startClinic(t: TestContext, given: Record<string, string> = {}): Promise<Clinic> {
  const proxy = await startFrontProxy(t)
  const own = { PUBLIC_URL: proxy.origin, TRUSTED_PROXIES: proxyAddress, SECRET_KEY: secretKey, ...given }
  const server = await startServer(t, own)
  proxy.lead(server.origin)
  const settings = { ...storesOf(server), ...own }
  return { server, proxy, settings, cli: makeCli(settings) }
}

async function doctor(cli: RunCli, settings: Record<string, string> = {}, args: string[] = []): Promise<Answer> {
  // What is given behind counts.
  const { code, stdout, json } = await cli(['doctor', '--json', ...patient, ...args], { settings })
  assert.ok(stdout.startsWith('{'), stdout)
  const answer: Answer = json()
  assert.deepEqual([code, answer.ok], [failedOf(answer).length > 0 ? 1 : 0, failedOf(answer).length === 0])
  for (const { state, todo, name } of answer.findings) {
    assert.ok(state === 'ok' || state === 'skipped' || todo !== null, `${name} says what to do`)
  }
  return answer
}

test('a service that is well: everything is tried, and a message arrives where it was wanted', async (t) => {
  const { server, cli, settings } = await startClinic(t)
  const { port, received } = await startMailServer(t, { user: 'ana', password: 'canary-mail' })
  const twilio = await startTwilio(t)
  await signUpStaff(server, 'admin')
  const collector = await startCollector(t)
  const mail = { EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: `${port}` }
  const login = { EMAIL_HOST_USER: 'ana', EMAIL_HOST_PASSWORD: 'canary-mail' }
  const note = { at: server.app.now().toISOString(), file: '/nowhere/night.db' }
  writeFileSync(join(server.app.config.dataDir, 'last-backup.json'), JSON.stringify(note))
  const more = { ...mail, ...login, ...textsBy(twilio.origin), OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin }
  const answer = await doctor(cli, more, ['--send-test-to', 'ana@example.com'])
  const states = Object.fromEntries(answer.findings.map(({ name, state }) => [name, state]))
  const onPostgres = store !== 'sqlite'
  const all =
    'settings secrets public_address hosts cookies relying_party clock migrations connections mail texts traces signing_key'
  assert.deepEqual(
    states,
    {
      ...Object.fromEntries(all.split(' ').map((name) => [name, 'ok'])),
      // The tests' PostgreSQL need not keep anything over a power cut.
      database: onPostgres ? 'failed' : 'ok',
      disk: onPostgres ? 'skipped' : states.disk,
      backup: onPostgres ? 'skipped' : 'ok',
      redis: store === 'postgres-redis' ? 'ok' : 'skipped',
    },
    JSON.stringify(answer.findings, null, 1),
  )
  if (onPostgres) assert.match(stateOf(answer, 'database')?.said ?? '', /fsync=off.*full_page_writes=off/)
  assert.match(
    stateOf(answer, 'public_address')?.said ?? '',
    /the proxy 127\.0\.0\.9 tells who asks: we are 127\.0\.0\.1/,
  )
  assert.equal(received[0]?.to, 'ana@example.com')
  assert.equal(twilio.taken.length, 0, 'no text is sent')
  const said = JSON.stringify(answer)
  for (const secret of [secretKey, 'canary-mail', 'a-token-of-tests']) assert.equal(said.includes(secret), false)
  for (const url of [settings.DATABASE_URL, settings.REDIS_URL]) {
    if (url) assert.equal(said.includes(new URL(url).password), false)
  }
})

test('proxies that say nothing, or let clients choose their address, are found', async (t) => {
  const { proxy, server, settings } = await startClinic(t)
  const untrusted = await startClinic(t, { TRUSTED_PROXIES: '' })
  const publicAddress = async (app: App) => {
    const given = { faults: [], patienceMs: 30_000, isCommand: true, sendTestTo: undefined }
    const { findings } = await examine({ ...given, app, config: app.config, now: app.now })
    const found = findings.find(({ name }) => name === 'public_address')
    return `${found?.state}: ${found?.said}`
  }
  const notTrusted = 'failed: requests come from the proxy 127.0.0.9, which is not trusted: all people count as one'
  assert.equal(await publicAddress(untrusted.server.app), notTrusted)
  proxy.become('drop')
  assert.equal(await publicAddress(server.app), 'failed: the proxy 127.0.0.9 does not tell who asks')
  proxy.become('pass')
  assert.match(await publicAddress(server.app), /^warning: .* with no proxy between/)
  const foreign = { ...server.app, sealer: makeSealer([secret('Another-3v9QmW1xT7pLr5Yc8bHd2NfGa6Js')]) }
  assert.match(await publicAddress(foreign), /^warning: .*does not tell how we arrived/)
  const stranger = await fetch(`${settings.PUBLIC_URL}/healthz`, { headers: { 'x-doctor': `${Date.now()}.x` } })
  assert.deepEqual(await stranger.json(), { status: 'ok' })
  const ticket = doctorTicket(server.app)
  server.clock.advance({ seconds: 61 })
  const replayed = await fetch(`${settings.PUBLIC_URL}/healthz`, { headers: { 'x-doctor': ticket } })
  assert.deepEqual(await replayed.json(), { status: 'ok' })
  proxy.lead('http://127.0.0.1:1')
  assert.match(await publicAddress(server.app), /^warning: http:\/\/localhost:\d+ was not reached from here/)
})

test('what is set wrongly is found, each by its own check', async (t) => {
  const { server, cli } = await startClinic(t)
  const { port } = await startMailServer(t, { user: 'ana', password: 'right' })
  const twilio = await startTwilio(t)
  const note = join(server.app.config.dataDir, 'last-backup.json')
  writeFileSync(note, JSON.stringify({ at: '2020-01-01T00:00:00.000Z', file: note }))
  const answer = await doctor(cli, {
    ...{ EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: `${port}` },
    ...{ EMAIL_HOST_USER: 'ana', EMAIL_HOST_PASSWORD: 'wrong' },
    ...textsBy(twilio.origin),
    ...{ TWILIO_AUTH_TOKEN: 'another', ALLOWED_HOSTS: 'other.example', FRONTEND_URL: 'https://app.example.com' },
    ...{ SECRET_KEY: 'Xk3v9QmW1xT7pLr5Yc8bHd2NfGa6JsUe', DB_POOL_SIZE: '500' },
  })
  const byStore = store === 'sqlite' ? ['backup'] : ['connections', 'database']
  const wrong = ['cookies', 'hosts', 'mail', 'texts', ...byStore]
  assert.deepEqual(failedOf(answer).toSorted(), wrong.toSorted(), JSON.stringify(answer.findings, null, 1))
  const rp = await doctor(cli, { WEBAUTHN_RP_ID: 'other.example' })
  assert.deepEqual(
    failedOf(rp).filter((name) => name !== 'backup'),
    ['settings', 'relying_party'],
  )
  const plain = { PUBLIC_URL: 'https://auth.example.com', SECRET_KEY: 'change-me-change-me-change-me-change-me' }
  assert.equal(stateOf(await doctor(cli, plain, ['--timeout', '4']), 'secrets')?.state, 'failed')
  assert.equal((await cli(['doctor', '--timeout', 'soon'])).code, 2)
  assert.equal((await cli(['doctor', '--send-test-to', 'a@b, c@d'])).code, 2)
})

test('peers that say nothing end as failed in time', async (t) => {
  const port = await startSilentPeer(t)
  const silent = {
    ...{ EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: `${port}` },
    ...textsBy(`http://127.0.0.1:${port}`),
    ...{ REDIS_URL: `redis://127.0.0.1:${port}`, DATABASE_URL: `postgres://ana:x@127.0.0.1:${port}/auth` },
    ...{ PUBLIC_URL: `http://localhost:${port}`, DATA_DIR: makeFolder(t) },
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  }
  const answer = await doctor(makeCli(silent), {}, ['--timeout', '4'])
  assert.deepEqual(
    failedOf(answer),
    ['database', 'migrations', 'connections', 'redis', 'mail', 'texts', 'traces', 'signing_key'],
    JSON.stringify(answer.findings, null, 1),
  )
  assert.equal(stateOf(answer, 'public_address')?.state, 'warning')
  assert.equal(stateOf(answer, 'mail')?.said, 'no answer in 4 s')
})

test('a Redis that evicts is found', sqliteOnly, async (t) => {
  const children = makeChildren()
  atEnd(t, () => children.endAll())
  const url = await startRedis(children, makeFolder(t))
  const cli = makeCli({ DATA_DIR: makeFolder(t), REDIS_URL: url })
  assert.equal(stateOf(await doctor(cli), 'redis')?.state, 'ok')
  const client = await createClient({ url }).connect()
  await client.configSet('maxmemory-policy', 'allkeys-lru')
  await client.close()
  assert.match(stateOf(await doctor(cli), 'redis')?.said ?? '', /maxmemory-policy allkeys-lru/)
  const wrong = await doctor(cli, { REDIS_URL: url.replace(/:\w+@/, ':wrong@') })
  assert.deepEqual(failedOf(wrong), ['redis'])
})

test('the dashboard shows the same, to administrators, and finds what grows old', async (t) => {
  const { server } = await startClinic(t)
  const amy = await signUpStaff(server, 'admin', 'amy')
  const sue = await signUpStaff(server, 'support', 'sue')
  const path = '/api/admin/health/'
  assert.equal((await sue.client().get(path)).status, 403)
  assert.equal((await server.client().get(path)).status, 401)
  const first = await amy.client().get(path)
  assert.equal(first.status, 200, first.text)
  assert.equal(first.text.includes(secretKey), false)
  assert.equal(stateOf(first.body, 'public_address')?.state, 'ok', first.text)
  const [again, atOnce] = await Promise.all([amy.client().get(path), amy.client().get(path)])
  assert.deepEqual(again.body, atOnce.body)
  await server.app.db
    .updateTable('signing_key')
    .set({ activates_at: new Date('2020-01-01') })
    .execute()
  await server.app.db
    .deleteFrom('kysely_migration' as never)
    .where('name' as never, 'like', '0014%' as never)
    .execute()
  server.clock.advance({ seconds: 20 })
  const old = (await amy.client().get(path)).body
  assert.deepEqual([stateOf(old, 'migrations')?.state, stateOf(old, 'signing_key')?.state], ['failed', 'skipped'])
  const [, seconds] = /(\d+\.\d) s from that of PUBLIC_URL/.exec(stateOf(old, 'clock')?.said ?? '') ?? []
  // An HTTP date has whole seconds, and a busy machine answers late.
  assert.ok(Number(seconds) > 15 && Number(seconds) < 25, `${seconds}`)
  assert.equal(stateOf(old, 'clock')?.state, 'failed')
})
