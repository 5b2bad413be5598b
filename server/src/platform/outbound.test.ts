import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, setGlobalProxyFromEnv } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { fetchOutside, fetchText, jsonOf } from './outbound.ts'
import { OutboundError, type OutboundReason } from './outbound-error.ts'

const local = { allowPrivate: true, timeoutMs: 60_000 }
/** Long enough for the request itself, on a machine that is busy. */
const hasty = { allowPrivate: true, timeoutMs: 1500 }

function refused(reason: OutboundReason, message = /./) {
  return (error: unknown) => error instanceof OutboundError && error.reason === reason && message.test(error.message)
}

type Canary = { readonly port: number; readonly origin: string; readonly hits: string[] }

const hit: RequestListener = (_, response) => void response.end('hit')

/** A server on loopback that keeps what it is asked. */
async function startCanary(t: TestContext, listener: RequestListener = hit): Promise<Canary> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.headers.host} ${request.url}`)
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, origin: `http://127.0.0.1:${port}`, hits }
}

test('attack 82: a canary on loopback is never hit, however it is spelled', async (t) => {
  const { port, origin, hits } = await startCanary(t)
  const hosts = ['127.0.0.1', '127.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost', '0.0.0.0']
  for (const scheme of ['http', 'https'])
    for (const host of hosts)
      await assert.rejects(fetchOutside(`${scheme}://${host}:${port}/`), refused('forbidden'), host)
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1']) {
    const resolve = async () => ['8.8.8.8', address]
    await assert.rejects(fetchOutside(`https://service.example:${port}/`, { resolve }), refused('forbidden'), address)
  }
  assert.deepEqual(hits, [])
  await fetchOutside(origin, local)
  assert.equal(hits.length, 1, 'it could have been')
})

test('attack 82: a name that is rebound: the second answer is neither asked for nor used', async (t) => {
  const { port, hits } = await startCanary(t)
  let asked = 0
  const resolve = async () => {
    asked++
    return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254']
  }
  const { body } = await fetchOutside(`http://rebound.example:${port}/a`, { ...local, resolve })
  assert.equal(body.toString(), 'hit')
  assert.equal(asked, 1)
  await assert.rejects(fetchOutside(`http://rebound.example:${port}/b`, { ...local, resolve }), refused('forbidden'))
  assert.deepEqual(hits, [`GET rebound.example:${port} /a`], 'Host stays the name')
})

test('the next checked address is tried where the first does not answer', async (t) => {
  const { port, hits } = await startCanary(t)
  const resolve = async () => ['::1', '127.0.0.1']
  await fetchOutside(`http://service.example:${port}/`, { ...local, resolve })
  assert.equal(hits.length, 1)
})

test('attack 82: a redirect is an answer, and not followed', async (t) => {
  const canary = await startCanary(t)
  for (const status of [301, 302, 303, 307, 308]) {
    const { origin } = await startCanary(t, (_, response) => {
      response.writeHead(status, { location: `${canary.origin}/` }).end()
    })
    assert.equal((await fetchOutside(origin, local)).status, status)
  }
  assert.deepEqual(canary.hits, [])
})

test('what is sent arrives, with nothing of the environment', async (t) => {
  const seen: Record<string, unknown>[] = []
  const { origin } = await startCanary(t, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push({ ...request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(201, { 'set-cookie': 'a=b', 'x-told': 'yes' }).end('done')
  })
  const request = { ...local, method: 'POST', headers: { 'X-Own': '1' }, body: 'ä' }
  const answer = await fetchOutside(origin, request)
  await fetchOutside(origin, request)
  assert.deepEqual([answer.status, answer.headers['x-told'], answer.body.toString()], [201, 'yes', 'done'])
  const names = Object.keys(seen[1] ?? {}).sort()
  assert.deepEqual(names, ['accept-encoding', 'body', 'connection', 'content-length', 'host', 'user-agent', 'x-own'])
  assert.deepEqual([seen[0]?.body, seen[0]?.['accept-encoding'], seen[0]?.connection], ['ä', 'identity', 'close'])
})

test('a proxy of the environment is not asked', async (t) => {
  const [proxy, service] = [await startCanary(t), await startCanary(t)]
  t.after(setGlobalProxyFromEnv({ http_proxy: proxy.origin, https_proxy: proxy.origin }))
  await fetchOutside(service.origin, local)
  assert.deepEqual([proxy.hits.length, service.hits.length], [0, 1])
})

const endless: [what: string, reason: OutboundReason, listener: RequestListener][] = [
  ['says nothing', 'slow', () => undefined],
  [
    'says a letter from time to time',
    'slow',
    (_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
  [
    'says a header from time to time',
    'slow',
    ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x: y\r\n'), 20)
      socket.on('close', () => clearInterval(timer)).on('error', () => undefined)
    },
  ],
  [
    'talks without end',
    'too-much',
    (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      }
      response.on('drain', more)
      more()
    },
  ],
  ['has too many headers', 'too-much', (_, response) => void response.writeHead(200, { x: 'x'.repeat(17_000) }).end()],
  [
    'sends a small answer that unfolds into a large one',
    'too-much',
    (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))
    },
  ],
  ['hangs up', 'away', ({ socket }) => void socket.destroy()],
  ['hangs up in the middle', 'away', ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab')],
  ['speaks no HTTP', 'away', ({ socket }) => void socket.end('hello\r\n\r\n')],
  ['changes the protocol', 'away', ({ socket }) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')],
  [
    'changes the protocol to another',
    'away',
    ({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    },
  ],
]
for (const [what, reason, listener] of endless) {
  test(`a service that ${what}`, async (t) => {
    const { origin, hits } = await startCanary(t, listener)
    const request = reason === 'slow' ? hasty : local
    await assert.rejects(fetchOutside(`${origin}/x?token=hidden`, request), (error: Error) => {
      assert.ok(refused(reason)(error), String(error))
      return !error.message.includes('hidden')
    })
    assert.equal(hits.length, 1)
  })
}

test('a service that is down, and a resolver that does not answer', async (t) => {
  const { origin } = await startCanary(t)
  await assert.rejects(fetchOutside(`${origin.slice(0, origin.lastIndexOf(':'))}:1/`, local), refused('away'))
  const resolve = () => new Promise<string[]>(() => undefined)
  await assert.rejects(fetchOutside('https://service.example/', { ...hasty, resolve }), refused('slow'))
})

test('the caller can end the call', async (t) => {
  const { origin } = await startCanary(t, () => undefined)
  const ended = new Error('enough')
  const call = new AbortController()
  const waiting = fetchOutside(origin, { ...local, signal: call.signal })
  call.abort(ended)
  await assert.rejects(waiting, ended)
  await assert.rejects(fetchOutside(origin, { ...local, signal: call.signal }), ended)
})

test('the cap is on the body, to the byte', async (t) => {
  const { origin } = await startCanary(t, (_, response) => void response.end('x'.repeat(100)))
  assert.equal((await fetchOutside(origin, { ...local, mostBytes: 100 })).body.byteLength, 100)
  await assert.rejects(fetchOutside(origin, { ...local, mostBytes: 99 }), refused('too-much'))
})

test('a text is fetched over TLS and from public addresses only', async (t) => {
  const { origin, hits } = await startCanary(t)
  await assert.rejects(fetchText(`${origin}/range/ABCDE`, { 'Add-Padding': 'true' }), refused('forbidden'))
  assert.deepEqual(hits, [])
})

test('JSON is told from anything else', async (t) => {
  const answers: [type: string | undefined, body: string | Buffer, expected: unknown][] = [
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/json; charset=utf-8', '{"a":"ä"}', { a: 'ä' }],
    ['Application/JSON', 'null', null],
    ['application/vnd.github+json', '[]', []],
    ['text/html', '<h1>Back soon</h1>', /127\.0\.0\.1:\d+ answered 200 with text\/html, not JSON/],
    ['text/html', '{"a":1}', /text\/html/],
    [undefined, '{"a":1}', /no content type/],
    ['application/jsonp', '{}', /jsonp/],
    ['application/json', '<h1>', /something broken/],
    ['application/json', '', /something broken/],
    ['application/json', Buffer.from('{"a":"\xff"}', 'latin1'), /something broken/],
  ]
  for (const [type, body, expected] of answers) {
    const { origin } = await startCanary(t, (_, response) => {
      response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body)
    })
    const answer = await fetchOutside(origin, local)
    if (expected instanceof RegExp) assert.throws(() => jsonOf(answer), refused('not-json', expected))
    else assert.deepEqual(jsonOf(answer), expected)
  }
})
