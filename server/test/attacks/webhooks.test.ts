import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../../src/base/problem.ts'
import { addEndpoint, rotateEndpointSecret } from '../../src/events/manage-endpoints.ts'
import { cleanUp } from '../../src/worker.ts'
import { registerUnverified, signUp } from '../actors.ts'
import { makeCli } from '../cli/run-cli.ts'
import { startServer, type TestServer } from '../harness.ts'
import { storesOf } from '../same-stores.ts'
import { startReceiver } from '../stand-ins/webhook-receiver.ts'
import { deliveriesOf, hook, localHooks, sendAll, startWithHooks } from '../webhooks.ts'
import { readTables } from './tables.ts'

/** What speaks against an address; undefined when it is taken. */
async function faultOf(server: TestServer, url: string): Promise<string | undefined> {
  try {
    await addEndpoint(server.app, { url, eventTypes: [] })
    return undefined
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    return error.options.fields?.url?.join(' ') ?? assert.fail(url)
  }
}

test('attack 82: addresses that can be none are refused when they are registered', async (t) => {
  const server = await startServer(t)
  const refused: [url: string, why: RegExp][] = [
    ['', /absolute address/],
    ['/hooks', /absolute address/],
    ['example.com/hooks', /absolute address/],
    ['https://', /absolute address/],
    ['http://example.com/hooks', /https:/],
    ['ftp://example.com/hooks', /https:/],
    ['file:///etc/passwd', /https:/],
    ['https://user:word@example.com/', /name or password/],
    ['https://user@example.com/', /name or password/],
    ['https://example.com/#part', /fragment/],
    ['https://example.com/#', /fragment/],
    [`https://example.com/${'x'.repeat(2000)}`, /2000 characters/],
    ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '10.1.2.3', '192.168.0.1'].map(
      (host): [string, RegExp] => [`https://${host}/hooks`, /address that is not called/],
    ),
    ...['169.254.169.254', '0.0.0.0', '224.0.0.1', '[fe80::1]', '100.64.0.1'].map((host): [string, RegExp] => [
      `https://${host}/hooks`,
      /address that is not called/,
    ]),
    ['https://localhost/hooks', /address that is not called/],
  ]
  for (const [url, why] of refused) assert.match((await faultOf(server, url)) ?? 'taken', why, url)
  const rows = await server.app.db.selectFrom('webhook_endpoint').select('id').execute()
  assert.deepEqual(rows, [])
})

test('a host of the own network is reached when it is named, with its port if that is named too', async (t) => {
  const receiver = await startReceiver(t)
  const { host, port } = new URL(receiver.url)
  const rows: [setting: string, url: string, taken: boolean][] = [
    [host, receiver.url, true],
    ['127.0.0.1', receiver.url, true],
    ['localhost', `http://localhost:${port}/`, true],
    ['127.0.0.1:9', receiver.url, false],
    ['localhost', receiver.url, false],
    ['127.0.0.1', 'http://169.254.169.254/', false],
    // Named or not: nobody is ever called there.
    ['169.254.169.254', 'http://169.254.169.254/', false],
    ['127.0.0.1', 'http://example.com/', false],
  ]
  for (const [setting, url, taken] of rows) {
    const server = await startServer(t, { WEBHOOK_PRIVATE_HOSTS: setting })
    assert.equal((await faultOf(server, url)) === undefined, taken, `${setting} ${url}`)
  }
})

test('attack 82: an address is looked up and checked at each attempt, not only when it is registered', async (t) => {
  const receiver = await startReceiver(t)
  const { port } = new URL(receiver.url)
  const allowing = await startServer(t, { WEBHOOK_PRIVATE_HOSTS: '127.0.0.1,localhost' })
  const urls = [receiver.url, `http://localhost:${port}/`, `https://localhost:${port}/`]
  const ids: string[] = []
  for (const url of urls) ids.push((await addEndpoint(allowing.app, { url, eventTypes: [] })).id)
  const server = await startServer(t, storesOf(allowing))
  await registerUnverified(server)
  await sendAll(server)
  assert.deepEqual(receiver.calls, [])
  const errors = await Promise.all(ids.map(async (id) => (await deliveriesOf(server, id))[0]?.error))
  assert.match(errors[0] ?? '', /is not called by http$/)
  assert.match(errors[1] ?? '', /is not called by http$/)
  assert.match(errors[2] ?? '', /^localhost:\d+ lies at an address that is not called$/)
})

test('attack 82: a redirect is followed nowhere', async (t) => {
  const server = await startWithHooks(t)
  const [receiver, inside] = [await startReceiver(t), await startReceiver(t)]
  const { id } = await hook(server, receiver, 'user.created')
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answer(status, { location: inside.url })
    await registerUnverified(server)
    await sendAll(server)
  }
  assert.deepEqual([receiver.calls.length, inside.calls.length], [5, 0])
  const states = (await deliveriesOf(server, id)).map(({ state, status }) => [state, status])
  assert.deepEqual(
    states,
    [301, 302, 303, 307, 308].map((status) => ['pending', status]),
  )
})

test('secrets of webhooks are in no log, record, metric, answer of the command line, or column', async (t) => {
  const server = await startWithHooks(t, { LOG_LEVEL: 'trace', METRICS_TOKEN: 'a token for the metrics of tests' })
  const receiver = await startReceiver(t)
  const { id, secret } = await hook(server, receiver)
  const next = (await rotateEndpointSecret(server.app, { id, dropOld: false }))?.secret ?? ''
  const secrets = [secret, next].flatMap((shown) => {
    const bare = shown.slice('whsec_'.length)
    const key = Buffer.from(bare, 'base64')
    return [bare, key.toString('hex'), key.toString('base64url'), key.toString('latin1')]
  })
  const inAddress = 'canary-in-the-address'
  const url = `${receiver.url}?token=${inAddress}`
  const { id: withQuery } = await addEndpoint(server.app, { url, eventTypes: [] })
  await signUp(server)
  await sendAll(server)
  receiver.fault('down')
  await signUp(server, 'ben')
  await sendAll(server)
  receiver.answer(500, {}, secret)
  await signUp(server, 'cy')
  await sendAll(server)
  await cleanUp(server.app)
  const cli = makeCli({ ...storesOf(server), ...localHooks })
  const commands = [['list'], ['show', id, '--json'], ['deliveries', id], ['test', id, '--json']]
  const ended = await Promise.all(commands.map((args) => cli(['webhooks', ...args])))
  const said = ended.flatMap(({ stdout, stderr }) => [stdout, stderr])
  assert.ok(said.join('').includes(id))
  const metrics = (await server.client({ authorization: 'Bearer a token for the metrics of tests' }).get('/metrics'))
    .text
  assert.ok(metrics.includes(withQuery))
  const cells = await readTables(server.app)
  const stored = cells.map(({ table, column, text }) => `${table}.${column} ${text}`)
  const places = { log: server.log, metrics: [metrics], said, stored }
  for (const [place, texts] of Object.entries(places)) {
    assert.ok(texts.length > 0)
    for (const canary of secrets)
      assert.equal(
        texts.find((text) => text.includes(canary)),
        undefined,
        place,
      )
  }
  for (const text of [...server.log, metrics]) assert.equal(text.includes(inAddress), false, text)
  const recorded = stored.filter((text) => text.startsWith('audit_event'))
  assert.ok(recorded.some((text) => text.includes('webhook.added')))
  assert.equal(
    recorded.some((text) => text.includes(inAddress)),
    false,
  )
})
