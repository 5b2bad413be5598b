import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeJwt } from 'jose'
import { type Actor, onAnotherDevice, registerVerified } from '../actors.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { secondFactor } from '../second-factor.ts'
import { codeAt, wrongCode } from '../totp-clock.ts'

/**
 * What a person on two devices does in any order, against a model of what must come of it. The waits are such that no sum
 * of them meets a limit exactly.
 */
const api = '/api/auth'
const mfa = `${api}/mfa`
const minute = 60_000
const day = 86_400_000
const longest = {
  reauthenticate: 15 * minute,
  pending: 10 * minute,
  code: 5 * minute,
  trust: 30 * day,
  refresh: 7 * day,
}

/** Times are those of the server's clock, in milliseconds; 0 for never. */
type Session = { id: string; provedAt: number; factorAt: number; everProved: boolean; liveUntil: number }
type Device = { actor: Actor; trustedUntil: number; session?: Session | undefined }
type Model = {
  devices: Device[]
  totp?: string | undefined
  pending?: { secret: string; until: number } | undefined
  email: boolean
  /** The code that waits to confirm the e-mail factor. */
  mailed?: { code: string; until: number } | undefined
  /** Every session there ever was: whether it proved a factor. */
  sessions: Session[]
  /** Wrong answers since the last right one; a factor may rest after five. */
  wrong: Record<string, number>
}
type World = { server: TestServer; model: Model }
/** Somebody who is signed in. */
type Here = World & { device: Device; session: Session }

const now = ({ server }: World): number => server.clock.now().getTime()
const hasFactor = ({ model }: World): boolean => model.totp !== undefined || model.email

function isFresh(here: Here): boolean {
  const at = hasFactor(here) ? here.session.factorAt : here.session.provedAt
  return at > 0 && at + longest.reauthenticate > now(here)
}

/** A change of factors is refused without a fresh proof; the first factor needs none. */
const mayAdd = (here: Here): boolean => !hasFactor(here) || isFresh(here)

/**
 * Compares an answer with what the model says.
 * @returns whether the act was done; a factor that had five wrong answers may rest instead
 */
function came({ model }: World, answer: Answer, expected: number, kind?: string): boolean {
  const rests = kind !== undefined && (model.wrong[kind] ?? 0) >= 5 && answer.status === 429
  if (rests) return false
  assert.equal(answer.status, expected, answer.text)
  if (kind !== undefined && expected !== 403) model.wrong[kind] = expected === 200 ? 0 : (model.wrong[kind] ?? 0) + 1
  return expected === 200
}

function proved(here: Here, { isFactor }: { isFactor: boolean }): void {
  here.session.provedAt = now(here)
  if (!isFactor) return
  here.session.factorAt = now(here)
  here.session.everProved = true
}

function removed(world: World): void {
  if (hasFactor(world)) return
  for (const device of world.model.devices) device.trustedUntil = 0
}

/** A code of the app in a step that was not used; something of six digits without one. */
function freshCode({ server, model }: World): string {
  server.clock.advance({ seconds: 30 })
  return model.totp === undefined ? '123456' : codeAt(server, model.totp, 0)
}

type Act = (here: Here) => Promise<void>
const post = (here: Here, path: string, body?: unknown) => here.device.actor.client().post(path, body)

async function confirm(here: Here, token: string, isRight: boolean): Promise<void> {
  const { model } = here
  const pending = model.pending && model.pending.until > now(here) ? model.pending : undefined
  const expected = !mayAdd(here) ? 403 : pending && isRight ? 200 : 400
  if (!came(here, await post(here, `${mfa}/totp/setup/`, { token }), expected, 'totp-setup')) return
  model.totp = pending?.secret
  model.pending = undefined
  proved(here, { isFactor: true })
}

async function confirmEmail(here: Here, code: string, isRight: boolean): Promise<void> {
  const { model } = here
  const expected = !mayAdd(here) ? 403 : isRight ? 200 : 400
  if (!came(here, await post(here, `${mfa}/email/verify/`, { code }), expected, 'email-setup')) return
  model.email = true
  model.mailed = undefined
  proved(here, { isFactor: true })
}

/** Acts of somebody who is signed in. */
const signedInActs: Record<string, Act> = {
  async begin(here) {
    const answer = await here.device.actor.client().get(`${mfa}/totp/setup/`)
    if (!came(here, answer, mayAdd(here) ? 200 : 403)) return
    const { model } = here
    if (model.pending && model.pending.until > now(here)) assert.equal(answer.body.secret, model.pending.secret)
    else model.pending = { secret: answer.body.secret, until: now(here) + longest.pending }
  },
  confirm: (here) => confirm(here, codeAt(here.server, here.model.pending?.secret ?? 'A'.repeat(32), 0), true),
  confirmWrong: (here) => confirm(here, wrongCode(here.server, here.model.pending?.secret ?? 'A'.repeat(32)), false),
  async verify(here) {
    const token = freshCode(here)
    const answer = await post(here, `${mfa}/totp/verify/`, { token })
    if (came(here, answer, here.model.totp ? 200 : 400, 'totp')) proved(here, { isFactor: true })
  },
  async verifyWrong(here) {
    const token = wrongCode(here.server, here.model.totp ?? 'A'.repeat(32))
    came(here, await post(here, `${mfa}/totp/verify/`, { token }), 400, 'totp')
  },
  async disable(here) {
    if (!came(here, await post(here, `${mfa}/totp/disable/`), isFresh(here) ? 200 : 403)) return
    here.model.totp = here.model.pending = undefined
    removed(here)
  },
  async disableByCode(here) {
    const token = freshCode(here)
    if (!came(here, await post(here, `${mfa}/totp/disable/`, { token }), here.model.totp ? 200 : 400, 'totp')) return
    proved(here, { isFactor: true })
    here.model.totp = here.model.pending = undefined
    removed(here)
  },
  async emailSetup(here) {
    const { model, server, device } = here
    if (!came(here, await post(here, `${mfa}/email/setup/`), mayAdd(here) ? 200 : 403)) return
    const code = codeIn(await mailAbout(server, device.actor.email, 'verification code'))
    model.mailed = { code, until: now(here) + longest.code }
  },
  async emailConfirm(here) {
    const { mailed } = here.model
    await confirmEmail(here, mailed?.code ?? '123456', mailed !== undefined && mailed.until > now(here))
  },
  emailConfirmWrong: (here) => confirmEmail(here, here.model.mailed?.code === '111111' ? '222222' : '111111', false),
  async emailDisable(here) {
    if (!came(here, await post(here, `${mfa}/email/disable/`), isFresh(here) ? 200 : 403)) return
    here.model.email = false
    removed(here)
  },
  async passwordAgain(here) {
    const { actor } = here.device
    const answer = await post(here, `${api}/reauthenticate/`, { password: actor.password })
    if (!came(here, answer, 200)) return
    actor.access = answer.body.access
    proved(here, { isFactor: false })
  },
  async factorAgain(here) {
    const body = { method: 'totp', code: freshCode(here) }
    const answer = await post(here, `${api}/reauthenticate/`, body)
    if (!came(here, answer, here.model.totp ? 200 : 400, 'totp')) return
    assert.equal(decodeJwt(answer.body.access).acr, 'aal2')
    here.device.actor.access = answer.body.access
    proved(here, { isFactor: true })
  },
}

function opened(world: World, device: Device, isFactor: boolean): void {
  const { acr, sid } = decodeJwt(device.actor.access)
  assert.equal(acr, isFactor ? 'aal2' : 'aal1')
  const at = now(world)
  const factorAt = isFactor ? at : 0
  const session = { id: String(sid), provedAt: at, factorAt, everProved: isFactor, liveUntil: at + longest.refresh }
  device.session = session
  world.model.sessions.push(session)
}

/** The password; a session opens by it alone without a factor, or on a device that is remembered. */
async function login(world: World, device: Device): Promise<string | undefined> {
  const opens = !hasFactor(world) || device.trustedUntil > now(world)
  const answer = await device.actor.login()
  if (came(world, answer, opens ? 200 : 403)) opened(world, device, false)
  return answer.body.mfa_token
}

async function loginWithFactor(world: World, device: Device, remember: boolean): Promise<void> {
  const { server, model } = world
  const ticket = await login(world, device)
  if (ticket === undefined) return
  const { actor } = device
  const method = model.totp === undefined ? 'email' : 'totp'
  if (method === 'email') await server.client().post(`${api}/login/mfa/send/`, { mfa_token: ticket, method })
  const code = method === 'totp' ? freshCode(world) : codeIn(await mailAbout(server, actor.email, 'verification code'))
  const known = actor.deviceToken === '' ? {} : { 'x-device-token': actor.deviceToken }
  const answer = await secondFactor(actor, ticket, { method, code, remember_device: remember }, known)
  if (!came(world, answer, 200, method)) return
  opened(world, device, true)
  if (remember) device.trustedUntil = now(world) + longest.trust
}

type WorldAct = (world: World, device: Device) => Promise<unknown>
const worldActs: Record<string, WorldAct> = {
  login,
  loginWithFactor: (world, device) => loginWithFactor(world, device, false),
  loginRemembered: (world, device) => loginWithFactor(world, device, true),
  wait4: async ({ server }) => server.clock.advance({ seconds: 257 }),
  wait16: async ({ server }) => server.clock.advance({ minutes: 16, seconds: 1 }),
  wait31Days: async ({ server }) => server.clock.advance({ days: 31 }),
}

type Command = { act: string; at: number }

async function run(world: World, { act, at }: Command): Promise<void> {
  const device = world.model.devices[at]
  assert.ok(device)
  const worldAct = worldActs[act]
  if (worldAct) return void (await worldAct(world, device))
  const session = device.session && device.session.liveUntil > now(world) ? device.session : undefined
  if (!session) return
  assert.equal((await device.actor.renew()).status, 200)
  session.liveUntil = now(world) + longest.refresh
  assert.equal(decodeJwt(device.actor.access).acr, session.everProved ? 'aal2' : 'aal1')
  await signedInActs[act]?.({ ...world, device, session })
  const { mfa_enabled, email_mfa_enabled } = (await device.actor.profile()).body
  assert.deepEqual({ mfa_enabled, email_mfa_enabled }, flagsOf(world))
}

function flagsOf({ model }: World) {
  return { mfa_enabled: model.totp !== undefined, email_mfa_enabled: model.email }
}

/** What is stored is what the model says: no session beyond its own, none at a level that it did not prove. */
async function compare({ server, model }: World, accountId: string): Promise<void> {
  const query = server.app.db.selectFrom('session').select(['id', 'acr']).where('account_id', '=', accountId)
  const levels = Object.fromEntries((await query.execute()).map(({ id, acr }) => [id, acr]))
  const expected = Object.fromEntries(model.sessions.map(({ id, everProved }) => [id, everProved ? 'aal2' : 'aal1']))
  assert.deepEqual(levels, expected)
}

const command = fc.record({
  act: fc.constantFrom(...Object.keys(signedInActs), ...Object.keys(worldActs)),
  at: fc.nat({ max: 1 }),
})
const on = (at: number, ...acts: string[]): Command[] => acts.map((act) => ({ act, at }))
/** Most orders are about an account that has a factor, and the rarer places are reached by walking there first. */
const beginning = fc.constantFrom<Command[]>(
  [],
  on(0, 'begin', 'confirm'),
  on(0, 'emailSetup', 'emailConfirm'),
  [...on(0, 'begin', 'confirm'), ...on(1, 'loginRemembered', 'login')],
  [...on(0, 'begin', 'confirm'), ...on(1, 'loginRemembered', 'wait31Days')],
  [
    ...on(0, 'begin', 'confirm'),
    ...on(1, 'loginRemembered'),
    ...on(0, 'disableByCode', 'begin', 'confirm'),
    ...on(1, 'login'),
  ],
)
const orders = fc.tuple(beginning, fc.array(command, { minLength: 5, maxLength: 10 }))

test('whatever is done in whatever order, no session has a level that it did not prove', async (t) => {
  const server = await startServer(t)
  const property = fc.asyncProperty(orders, async ([first, then]) => {
    const actor = await registerVerified(server)
    const actors = [actor, onAnotherDevice(server, actor)]
    const devices = actors.map((one) => ({ actor: one, trustedUntil: 0 }))
    const world: World = { server, model: { devices, email: false, sessions: [], wrong: {} } }
    await run(world, { act: 'login', at: 0 })
    for (const one of [...first, ...then]) {
      await run(world, one)
      await compare(world, actor.id)
    }
  })
  await fc.assert(property, { numRuns: 36, endOnFailure: false, interruptAfterTimeLimit: 20_000 })
})
