import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Child, makeChildren } from '../../scripts/testing/children.ts'
import { firstAnswer } from '../../scripts/testing/first-answer.ts'
import { freePort } from '../../scripts/testing/free-port.ts'
import { soonMs } from '../../scripts/testing/soon.ts'
import { type Service, startService } from './service.ts'

const examples = join(import.meta.dirname, '../../examples')

/** The tokens are signed as the sister services of the old platform know them. */
const rsaKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

type Pair = { readonly access: string; readonly refresh: string }

async function post(service: Service, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${service.origin}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function openWorld(t: TestContext) {
  const service = await startService(t, { JWT_PRIVATE_KEY: rsaKey() })
  const person = await service.haveAccount()
  const signIn = async () => (await (await post(service, 'login/', person)).json()) as Pair
  return { service, person, signIn }
}

type Start = (port: number, environment: NodeJS.ProcessEnv) => Child

/** Starts an example. @returns what asks it something */
async function run(t: TestContext, { origin }: Service, start: Start) {
  const port = await freePort()
  const child = start(port, { PATH: process.env.PATH, AUTH_ORIGIN: origin, PORT: String(port) })
  const place = `http://127.0.0.1:${port}`
  await firstAnswer(child, `${place}/health`)
  t.diagnostic(`an example runs at ${place}`)
  return async (path: string, access?: string, method = 'GET') => {
    const headers: Record<string, string> = access === undefined ? {} : { authorization: `Bearer ${access}` }
    const answer = await fetch(place + path, { method, headers })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
}

function childrenOf(t: TestContext) {
  const children = makeChildren()
  t.after(() => children.endAll())
  return children
}

test('the APIs on Fastify and Express let in who may, and refuse a session within a second of its end', async (t) => {
  const { service, person, signIn } = await openWorld(t)
  const children = childrenOf(t)
  for (const name of ['fastify-api', 'express-api']) {
    const args = ['--conditions=kalosphere-source', join(examples, name, 'server.js')]
    const ask = await run(t, service, (_port, env) => children.start(process.execPath, args, { env, stdio: 'ignore' }))
    const { access, refresh } = await signIn()
    const me = await ask('/me', access)
    assert.deepEqual([me.status, me.body.email, me.body.roles], [200, person.email, []], name)
    assert.equal((await ask('/me')).status, 401, name)
    assert.equal((await ask('/me', `${access}x`)).status, 401, name)
    assert.deepEqual((await ask('/staff', access)).body.error, 'permission_denied', name)
    assert.equal((await ask('/orders', access, 'POST')).body.orderedBy, me.body.id, name)
    await post(service, 'logout/', { refresh })
    const ended = performance.now()
    let last = await ask('/me', access)
    while (last.status === 200 && performance.now() - ended < soonMs) last = await ask('/me', access)
    assert.deepEqual([last.status, last.body.error], [401, 'session_ended'], name)
  }
})

/** The machine's own Python may have the packages where another one comes first. */
function findPython(): string | undefined {
  const check = ['-c', 'import fastapi, jose, uvicorn']
  return ['python3', '/usr/bin/python3'].find((one) => spawnSync(one, check, { stdio: 'ignore' }).status === 0)
}

const python = findPython()
const lacking = python === undefined && 'not run: python3 without fastapi, python-jose and uvicorn'

test('the service on FastAPI and python-jose verifies by the published keys', { skip: lacking }, async (t) => {
  const { service, person, signIn } = await openWorld(t)
  const children = childrenOf(t)
  const ask = await run(t, service, (port, env) =>
    children.start(python ?? '', ['-m', 'uvicorn', 'main:app', '--port', String(port), '--log-level', 'warning'], {
      cwd: join(examples, 'fastapi-service'),
      env: { ...env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: 'ignore',
    }),
  )
  const { access, refresh } = await signIn()
  const header = JSON.parse(Buffer.from(access.split('.')[0] ?? '', 'base64url').toString())
  assert.equal(header.alg, 'RS256')
  const me = await ask('/me', access)
  assert.deepEqual([me.status, me.body.email, me.body.roles], [200, person.email, []])
  assert.match(String(me.body.id), /^[0-9a-f-]{36}$/)
  const [head, body, signature] = access.split('.')
  const unsigned = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')
  const symmetric = Buffer.from(JSON.stringify({ ...header, alg: 'HS256' })).toString('base64url')
  const odd = [refresh, 'x', `${head}.${body}.AAAA`, `${unsigned}.${body}.`, `${symmetric}.${body}.${signature}`]
  for (const token of odd) assert.equal((await ask('/me', token)).status, 401, token)
  assert.equal((await ask('/me')).status, 401)
  assert.equal((await ask('/staff', access)).status, 403)
  await service.restart({ JWT_PRIVATE_KEY: rsaKey() })
  const { access: next } = await signIn()
  // A name that is not known has the keys asked for, at most every five seconds.
  let last = await ask('/me', next)
  for (const start = performance.now(); last.status === 401 && performance.now() - start < 60_000; ) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    last = await ask('/me', next)
  }
  assert.equal(last.status, 200)
})
