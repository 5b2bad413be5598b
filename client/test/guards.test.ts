import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { expressGuard, fastifyGuard, holderOf, honoGuard, requestGuard } from '../src/verify/guards.ts'
import { openVerifier, type Verifier } from '../src/verify/verifier.ts'
import { startService } from './service.ts'

/** Asks a service of others, whatever it is made of. */
type Ask = (path: string, authorization?: string) => Promise<Response>

const headersOf = (authorization?: string): Record<string, string> => (authorization ? { authorization } : {})

async function fastifyService(t: TestContext, verifier: Verifier): Promise<Ask> {
  const app = fastify()
  t.after(() => app.close())
  app.get('/me', { onRequest: fastifyGuard(verifier) }, (request) => ({ email: holderOf(request).email }))
  app.get('/staff', { preHandler: fastifyGuard(verifier, { roles: ['admin'] }) }, () => ({ email: '' }))
  app.get('/open', (request) => ({ email: holderOf(request).email }))
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return (path, authorization) => fetch(origin + path, { headers: headersOf(authorization) })
}

async function expressService(t: TestContext, verifier: Verifier): Promise<Ask> {
  const app = express()
  // What Express says of errors on the console would only hide what the tests say.
  app.set('env', 'test')
  app.get('/me', expressGuard(verifier), (request, response) => void response.json({ email: holderOf(request).email }))
  app.get('/staff', expressGuard(verifier, { roles: ['admin'] }), (_, response) => void response.json({ email: '' }))
  app.get('/open', (request, response) => void response.json({ email: holderOf(request).email }))
  const server = createServer(app).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return (path, authorization) => fetch(`http://127.0.0.1:${port}${path}`, { headers: headersOf(authorization) })
}

async function honoService(_: TestContext, verifier: Verifier): Promise<Ask> {
  const app = new Hono()
  app.get('/me', honoGuard(verifier), (context) => context.json({ email: holderOf(context).email }))
  app.get('/staff', honoGuard(verifier, { roles: ['admin'] }), (context) => context.json({ email: '' }))
  app.get('/open', (context) => context.json({ email: holderOf(context).email }))
  app.onError((_error, context) => context.json({}, 500))
  return async (path, authorization) => app.request(path, { headers: headersOf(authorization) })
}

async function plainService(_: TestContext, verifier: Verifier): Promise<Ask> {
  const [guard, staff] = [requestGuard(verifier), requestGuard(verifier, { roles: ['admin'] })]
  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname !== '/open') {
      const refusal = await (pathname === '/staff' ? staff : guard)(request)
      if (refusal) return refusal
    }
    return Response.json({ email: holderOf(request).email })
  }
  return (path, authorization) =>
    handle(new Request(`https://api.example.com${path}`, { headers: headersOf(authorization) })).catch(
      () => new Response(null, { status: 500 }),
    )
}

test('the guards of Fastify, Express, Hono and plain requests', async (t) => {
  const service = await startService(t)
  const person = await service.haveAccount()
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(person)
  const login = await fetch(`${service.origin}/api/auth/login/`, { method: 'POST', headers, body })
  const { access } = (await login.json()) as { access: string }
  const verifier = openVerifier({ origin: service.origin, offlineFor: 0 })
  t.after(() => verifier.close())
  await verifier.ready

  const kinds = { fastifyService, expressService, honoService, plainService }
  const asks = await Promise.all(
    Object.entries(kinds).map(async ([name, open]) => ({ name, ask: await open(t, verifier) })),
  )
  for (const { name, ask } of asks) {
    const good = await ask('/me', `bearer ${access}`)
    assert.deepEqual([good.status, await good.json()], [200, { email: person.email }], name)
    const stranger = await ask('/me')
    assert.deepEqual([stranger.status, stranger.headers.get('www-authenticate')], [401, 'Bearer realm="api"'], name)
    assert.deepEqual(
      await stranger.json(),
      { detail: 'Authentication credentials were not provided.', error: 'not_authenticated' },
      name,
    )
    for (const odd of ['Bearer x', `Basic ${access}`, `Bearer ${access} x`, `Bearer ${access}, Bearer ${access}`]) {
      const answer = await ask('/me', odd)
      const challenge = 'Bearer realm="api", error="invalid_token"'
      assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [401, challenge], `${name}: ${odd}`)
    }
    const other = await ask('/staff', `Bearer ${access}`)
    assert.deepEqual(
      [other.status, ((await other.json()) as { error: string }).error],
      [403, 'permission_denied'],
      name,
    )
    assert.equal((await ask('/open', `Bearer ${access}`)).status, 500, `${name}: nobody has looked`)
  }
  await service.stop()
  for (const { name, ask } of asks) {
    let answer = await ask('/me', `Bearer ${access}`)
    // The end of the stream may come a moment behind the end of the service.
    for (const start = performance.now(); answer.status === 200 && performance.now() - start < 30_000; )
      answer = await ask('/me', `Bearer ${access}`)
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5'], name)
  }
})
