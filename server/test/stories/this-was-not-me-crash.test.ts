import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Actor, onAnotherDevice, signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { countMails, notMeLink } from '../disown.ts'
import { refusingPort } from '../gate.ts'
import { startServer, type TestServer } from '../harness.ts'
import { countAudit } from '../records.ts'
import { storesOf } from '../same-stores.ts'

const api = '/api/auth'

type Robbed = { owner: Actor; thief: Actor; token: string }

/** Somebody at whose account a thief is signed in, with the link that says so. */
async function robbed(server: TestServer): Promise<Robbed> {
  const owner = await signUp(server)
  const thief = onAnotherDevice(server, owner)
  assert.equal((await thief.login()).status, 200)
  return { owner, thief, token: await notMeLink(server, owner.email, 'New sign-in') }
}

/** A process on the same stores from which no mail can leave, so that every order is found after its end. */
async function startMute(t: TestContext, server: TestServer) {
  const settings = { ...storesOf(server), EMAIL_BACKEND: 'smtp', EMAIL_PORT: String(await refusingPort(t)) }
  return startChild(t, settings)
}

async function isFrozen({ app }: TestServer, { id }: Actor): Promise<boolean> {
  return (await app.db.selectFrom('freeze').select('at').where('account_id', '=', id).execute()).length === 1
}

test('pressed on one process, the thief is out on the other at the next request', async (t) => {
  const server = await startServer(t)
  const { owner, thief, token } = await robbed(server)
  const [here, there] = await Promise.all([startMute(t, server), startMute(t, server)])
  const asking = ({ access }: Actor) => there.client().as(access).get(`${api}/profile/`)
  for (const actor of [owner, thief]) assert.equal((await asking(actor)).status, 200)
  const pressed = await here.client().post(`${api}/this-was-not-me/`, { token })
  assert.equal(pressed.status, 200, pressed.text)
  for (const actor of [owner, thief]) {
    assert.equal((await asking(actor)).status, 401)
    assert.equal((await there.client().post(`${api}/refresh/`, { refresh: actor.refresh })).status, 401)
    const knocking = { email: actor.email, password: actor.password }
    assert.equal((await there.client().post(`${api}/login/`, knocking)).status, 401)
  }
  for (const node of [here, there]) await node.kill()
})

test('SIGKILL amid many: each account is wholly frozen, with its mail, or as it was, and its link still works', async (t) => {
  const server = await startServer(t)
  const people: Robbed[] = []
  for (let i = 0; i < 10; i++) people.push(await robbed(server))
  const child = await startMute(t, server)
  const acknowledged = new Set<Robbed>()
  const waiting = people.values()
  const lane = async (): Promise<void> => {
    for (const one of waiting) {
      const pressing = child.client().post(`${api}/this-was-not-me/`, { token: one.token })
      const answer = await pressing.catch(() => undefined)
      if (!answer) return
      acknowledged.add(one)
      if (acknowledged.size === 3) await child.kill()
    }
  }
  await Promise.all([lane(), lane(), lane()])
  assert.ok(acknowledged.size >= 3 && acknowledged.size < people.length)
  // Claims of the dead run out.
  server.clock.advance({ hours: 1 })
  let untouched = 0
  for (const one of people) {
    const { owner, token } = one
    if (!(await isFrozen(server, owner))) {
      untouched += 1
      assert.ok(!acknowledged.has(one), 'what was acknowledged is there')
      assert.equal(await countMails(server, owner.email, 'account is frozen'), 0)
      assert.equal((await owner.profile()).status, 401, 'the token is an hour old')
      assert.equal((await owner.renew()).status, 200, 'and its session lives')
      const pressed = await server.client().post(`${api}/this-was-not-me/`, { token })
      assert.equal(pressed.body.detail, 'The account is frozen. Look into your mailbox.')
    }
    assert.equal(await countAudit(server.app, owner.id, 'account.frozen'), 1)
    assert.equal(await countMails(server, owner.email, 'account is frozen'), 1)
    assert.equal((await owner.renew()).status, 401)
  }
  t.diagnostic(`${untouched} of ${people.length} were untouched by the crash`)
})
