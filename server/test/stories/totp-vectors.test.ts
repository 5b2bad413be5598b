import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirmPending, savePending } from '../../src/mfa/factors.queries.ts'
import { type Actor, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { signUpWithTotp } from '../second-factor.ts'
import { codeAt, toStepStart } from '../totp-clock.ts'

const mfa = '/api/auth/mfa'
/** RFC 6238 appendix B, `12345678901234567890` as Base32. */
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
/** Its rows of SHA-1: seconds since 1970, and eight digits, of which an app of six shows the last. */
const vectors: readonly [seconds: number, digits: string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
]

function goTo({ clock }: TestServer, seconds: number): void {
  clock.advance({ seconds: seconds - clock.now().getTime() / 1000 })
}

/** Seeds are random, so that of the standard is put where an enrolment waits for its code. */
async function putPending({ app }: TestServer, { id }: Actor): Promise<Date> {
  const until = new Date(app.now().getTime() + 600_000)
  const pending = app.sealer.seal('totp-seed', JSON.stringify({ secret: seed, codes: ['ABCD2345'] }), `pending:${id}`)
  await savePending(app.db, { accountId: id, kind: 'totp', target: '', seed: pending, until })
  return until
}

/** As if the app with that seed had been confirmed, and never used. */
async function putActive(server: TestServer, actor: Actor): Promise<void> {
  const { app } = server
  const pendingUntil = await putPending(server, actor)
  const sealed = app.sealer.seal('totp-seed', seed, actor.id)
  const of = { accountId: actor.id, kind: 'totp', pendingUntil, seed: sealed, lastStep: 0 } as const
  assert.ok(await confirmPending(app.db, of, app.now()))
}

for (const [seconds, digits] of vectors) {
  const code = digits.slice(-6)
  test(`RFC 6238 appendix B: ${code} at ${seconds} s after 1970, to confirm an app and to prove it`, async (t) => {
    const server = await startServer(t)
    goTo(server, seconds)
    const [ana, ben] = [await signUp(server), await signUp(server, 'ben')]
    await putPending(server, ana)
    await putActive(server, ben)
    // The second of the table itself: signing up took some.
    goTo(server, seconds)
    const confirm = (token: string) => ana.client().post(`${mfa}/totp/setup/`, { token })
    const verify = (token: string) => ben.client().post(`${mfa}/totp/verify/`, { token })
    for (const send of [confirm, verify]) {
      assert.equal((await send(digits.slice(0, 6))).status, 400, 'the first six digits are none')
      const answer = await send(code)
      assert.equal(answer.status, 200, answer.text)
      assert.equal((await send(code)).status, 400, 'once')
    }
  })
}

test('a clock that is off by one step is forgiven either way, one that is off by two is not', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const verify = async (seconds: number): Promise<number> => {
    // Past all steps that were used.
    server.clock.advance({ minutes: 3 })
    await ana.renew()
    toStepStart(server)
    const token = codeAt(server, ana.secret, seconds)
    return (await ana.client().post(`${mfa}/totp/verify/`, { token })).status
  }
  assert.deepEqual([await verify(-60), await verify(-30), await verify(0)], [400, 200, 200])
  assert.deepEqual([await verify(60), await verify(30), await verify(90)], [400, 200, 400])
  const atTheEnd = async (seconds: number): Promise<number> => {
    server.clock.advance({ minutes: 3 })
    await ana.renew()
    toStepStart(server)
    server.clock.advance({ seconds: 24 })
    const token = codeAt(server, ana.secret, seconds - 24)
    return (await ana.client().post(`${mfa}/totp/verify/`, { token })).status
  }
  assert.deepEqual(
    [await atTheEnd(-60), await atTheEnd(-30), await atTheEnd(60), await atTheEnd(30)],
    [400, 200, 400, 200],
  )
})
