import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, registerUnverified, signUp, somebody } from '../actors.ts'
import { type ChildService, startChild } from '../child-service.ts'
import type { Answer, Client } from '../client.ts'
import { refusingPort } from '../gate.ts'
import { signIn } from '../guess.ts'
import { assertNothingHalf } from '../half-states.ts'
import { startServer, type TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset } from '../recover.ts'
import { storesOf } from '../same-stores.ts'

/** One request whose fate is to be known: `check` is told whether its answer came before the crash. */
type Act = { send: (client: Client) => Promise<Answer>; check: (acknowledged: Answer | undefined) => Promise<void> }

const api = '/api/auth'
const actsARound = 120

test('SIGKILL amid 120 acts, twice: every acknowledged act is there, and no act is there by half', async (t) => {
  const server = await startServer(t)
  // Mail cannot leave the child, so that every order is found after the crash.
  const settings = { ...storesOf(server), EMAIL_BACKEND: 'smtp', EMAIL_PORT: String(await refusingPort(t)) }
  // Both rounds are made ready before the clock here runs ahead of the child's.
  const rounds = [
    { prepared: await prepare(server), killAfter: 30 },
    { prepared: await prepare(server), killAfter: 80 },
  ]
  for (const { prepared, killAfter } of rounds) {
    const child = await startChild(t, settings)
    const answers = await sendUntilKilled(child, prepared, killAfter)
    const restarted = await startChild(t, settings)
    await restarted.kill()
    // Claims of the dead run out.
    server.clock.advance({ hours: 1 })
    await assertNothingHalf(server)
    for (const [i, act] of prepared.entries()) await act.check(answers[i])
  }
})

/** Sends all acts, a few at a time, and pulls the plug when so many are acknowledged. */
async function sendUntilKilled(child: ChildService, prepared: readonly Act[], killAfter: number) {
  const answers: (Answer | undefined)[] = []
  const client = child.client()
  let next = 0
  let acknowledged = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < prepared.length; i = next++) {
      const answer = await prepared[i]?.send(client).catch(() => undefined)
      answers[i] = answer
      if (!answer) return
      assert.ok(answer.status < 300, `${answer.status} ${answer.text}`)
      acknowledged += 1
      if (acknowledged === killAfter) await child.kill()
    }
  }
  await Promise.all(Array.from({ length: 24 }, lane))
  assert.ok(acknowledged >= killAfter && acknowledged < prepared.length, `${acknowledged} acts were acknowledged`)
  return answers
}

async function prepare(server: TestServer): Promise<Act[]> {
  const kinds = [registration, refresh, passwordChange, verification, passwordReset]
  const prepared: Act[] = []
  for (let i = 0; i < actsARound; i++) {
    // Most acts need nobody to be there before; the others are made ready by a server that lives on.
    const kind = i % 5 === 0 ? kinds[(i / 5) % kinds.length] : registration
    if (kind) prepared.push(await kind(server))
  }
  return prepared
}

async function registration(server: TestServer): Promise<Act> {
  const person = somebody('new')
  return {
    send: (client) => client.post(`${api}/register/`, person),
    async check(acknowledged) {
      const query = server.app.db.selectFrom('account').select('id').where('email', '=', person.email)
      const row = await query.executeTakeFirst()
      if (acknowledged) assert.equal(row?.id, acknowledged.body.id, person.email)
    },
  }
}

async function refresh(server: TestServer): Promise<Act> {
  const ana = await signUp(server)
  return {
    send: (client) => client.post(`${api}/refresh/`, { refresh: ana.refresh }),
    async check(acknowledged) {
      if (acknowledged) ana.refresh = acknowledged.body.refresh
      const session = server.app.db.selectFrom('session').select('generation').where('account_id', '=', ana.id)
      const { generation } = await session.executeTakeFirstOrThrow()
      if (acknowledged) assert.equal(generation, 2)
      // Without an answer either may be true; an hour later only a token that was not used up goes on.
      if (acknowledged || generation === 1) assert.equal((await ana.renew()).status, 200, 'nobody is logged out')
    },
  }
}

async function passwordChange(server: TestServer): Promise<Act> {
  const ana = await signUp(server)
  const next = 'N3w-passphrase'
  const change = { current_password: ana.password, new_password: next, confirm_password: next }
  return {
    send: (client) => client.as(ana.access).post(`${api}/change-password/`, change),
    check: (acknowledged) => assertOneWorks(server, ana, { next, acknowledged }),
  }
}

async function passwordReset(server: TestServer): Promise<Act> {
  const ana = await signUp(server)
  const next = 'N3w-passphrase'
  const token = tokenIn(await askReset(server, ana.email))
  const body = { token, new_password: next, confirm_password: next }
  return {
    send: (client) => client.post(`${api}/reset-password/`, body),
    async check(acknowledged) {
      await assertOneWorks(server, ana, { next, acknowledged })
      const done = (await signIn(server.client(), ana.email, next)).status === 200
      assert.equal((await ana.renew()).status, done ? 401 : 200, 'the sessions end with the reset or not at all')
    },
  }
}

async function verification(server: TestServer): Promise<Act> {
  const ben = await registerUnverified(server, 'ben')
  const token = tokenIn(await server.mailbox.last(ben.email))
  return {
    send: (client) => client.post(`${api}/verify-email/`, { token }),
    async check(acknowledged) {
      const { status, body } = await server.client().post(`${api}/verify-email/`, { token })
      assert.equal(status, 200)
      if (acknowledged) assert.equal(body.detail, 'Email already verified')
    },
  }
}

/** The new password when the act was acknowledged, otherwise exactly one of the two. */
async function assertOneWorks(
  server: TestServer,
  ana: Actor,
  { next, acknowledged }: { next: string; acknowledged: Answer | undefined },
): Promise<void> {
  const old = await signIn(server.client(), ana.email, ana.password)
  const young = await signIn(server.client(), ana.email, next)
  assert.deepEqual([old.status, young.status].sort(), [200, 401])
  if (acknowledged) assert.equal(young.status, 200)
}
