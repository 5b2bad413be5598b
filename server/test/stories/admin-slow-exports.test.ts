import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { type TestContext, test } from 'node:test'
import { registerVerified } from '../actors.ts'
import { admin, giveRoles, signUpStaff } from '../admin.ts'
import { atEnd } from '../at-end.ts'
import { startServer, type TestServer } from '../harness.ts'
import type { Guarded } from '../second-factor.ts'

/** Two kernels keep some megabytes for a connection: of so many rows of that size most have to wait for their reader. */
const rows = 1500
const filling = 'x'.repeat(20_000)

type Export = { path: string; wish: object; fill: (server: TestServer, name: string, count: number) => Promise<void> }

async function fillLog({ app, clock }: TestServer, name: string, count: number): Promise<void> {
  const event = { at: clock.now(), account_id: null, ip: '', user_agent: '', request_id: '', facts: { filling } }
  await inParts(count, async (part) => {
    const values = Array.from({ length: part }, () => ({ ...event, name, id: crypto.randomUUID() }))
    await app.db.insertInto('audit_event').values(values).execute()
  })
}

/** Copies of an account, the first of which is registered as anybody is. */
async function fillPeople({ app, clock }: TestServer, name: string, count: number): Promise<void> {
  const { db } = app
  const model = await db.selectFrom('account').selectAll().orderBy('created_at').limit(1).executeTakeFirstOrThrow()
  await inParts(count, async (part) => {
    const values = Array.from({ length: part }, () => {
      const id = crypto.randomUUID()
      const names = { email: id, email_key: id, username: name, username_key: id, display_name: filling }
      return { ...model, ...names, id, roles: [], created_at: clock.now() }
    })
    await db.insertInto('account').values(values).execute()
  })
}

async function inParts(count: number, insert: (part: number) => Promise<void>): Promise<void> {
  for (let left = count; left > 0; left -= 100) await insert(Math.min(left, 100))
}

const exports: Export[] = [
  { path: '/audit/export/', wish: {}, fill: fillLog },
  { path: '/users/export/', wish: { format: 'jsonl' }, fill: fillPeople },
]

/** Asks for an export and takes nothing of it yet. */
async function begin(
  t: TestContext,
  server: TestServer,
  actor: Guarded,
  { path, wish }: Export,
): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${actor.access}`, 'content-type': 'application/json' }
  const asked = request(`${server.origin}${admin}${path}`, { method: 'POST', headers })
  atEnd(t, async () => void asked.destroy())
  asked.end(JSON.stringify({ ...wish, reason: 'Yearly review' }))
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  assert.equal(answer.statusCode, 200)
  return answer
}

/** @returns what comes until the end, and whether that was the end or the line broke */
async function readAll(answer: IncomingMessage): Promise<{ text: string; isWhole: boolean }> {
  const parts: Buffer[] = []
  answer.on('data', (part: Buffer) => parts.push(part))
  await new Promise<void>((resolve) => answer.on('error', () => resolve()).on('end', resolve))
  return { text: Buffer.concat(parts).toString(), isWhole: answer.complete }
}

for (const kind of exports) {
  const { path, fill } = kind
  test(`${path} that is read slowly tells nothing of what was written after it began`, async (t) => {
    const server = await startServer(t)
    const amy = await signUpStaff(server, 'admin', 'amy')
    await fill(server, 'early', rows)
    const answer = await begin(t, server, amy, kind)
    server.clock.advance({ minutes: 1 })
    await fill(server, 'late', 3)
    const { text, isWhole } = await readAll(answer)
    assert.equal(isWhole, true)
    assert.equal(text.match(/"early"/g)?.length, rows)
    assert.equal(text.includes('"late"'), false)
  })

  test(`${path} breaks off when the role goes, and when the session ends`, async (t) => {
    const server = await startServer(t)
    const amy = await signUpStaff(server, 'admin', 'amy')
    const eve = await signUpStaff(server, 'admin', 'eve')
    await registerVerified(server, 'ana')
    await fill(server, 'early', rows)
    const byAmy = await begin(t, server, amy, kind)
    const byEve = await begin(t, server, eve, kind)
    await giveRoles(server, amy.id, ['support'])
    assert.equal((await server.client().post('/api/auth/logout/', { refresh: eve.refresh })).status, 205)
    for (const answer of [byAmy, byEve]) {
      const { text, isWhole } = await readAll(answer)
      assert.equal(isWhole, false)
      assert.ok((text.match(/"early"/g)?.length ?? 0) < rows)
    }
  })
}
