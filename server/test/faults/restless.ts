import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { somebody } from '../actors.ts'
import type { Answer } from '../client.ts'
import type { Restless, Session } from './restless-person.ts'
import { graceSeconds } from './scale.ts'
import type { World } from './world.ts'

const api = '/api/auth'

/** Does one thing of the many that can be done, as chance will have it. */
export async function act(world: World, one: Restless): Promise<void> {
  const living = one.sessions.filter(({ standing }) => standing === 'lives')
  const session = living[Math.floor(Math.random() * living.length)]
  if (!session || living.length < 2) return void (await signIn(world, one))
  const kind = Math.random()
  if (kind < 0.4) await renew(world, one, session)
  else if (kind < 0.55) await signIn(world, one)
  else if (kind < 0.65) await end(world, one, session)
  else if (kind < 0.75) await change(world, one, session)
  else if (kind < 0.82) await replay(world, one, session)
  else if (kind < 0.9) await register(world, one)
  else await reset(world, one)
}

/**
 * Looks at everything that somebody knows.
 * @param whole also at what was long ago, and at tokens whose use ends their session
 */
export async function verify(world: World, one: Restless, whole = false): Promise<void> {
  const isIn = await signIn(world, one)
  const open = one.sessions.filter(({ standing }) => standing !== 'ended')
  for (const session of whole ? open : someOf(open, 3)) await renew(world, one, session)
  const ended = one.sessions.filter(({ standing }) => standing === 'ended')
  for (const session of whole ? ended : ended.slice(-3)) {
    const token = session.refresh
    await refuse(world, one, 'refresh of what has ended', (c) => c.post(`${api}/refresh/`, { refresh: token }))
    await refuse(world, one, 'read of what has ended', (c) => c.as(session.access).get(`${api}/profile/`))
  }
  for (const token of whole ? one.usedLinks : one.usedLinks.slice(-1)) {
    await refuse(world, one, 'used link', (c) => c.post(`${api}/reset-password/`, newPassword({ token })))
  }
  // Wrong tries add up to a lock for whoever does not sign in between them.
  const dead = isIn ? one.deadPasswords.slice(whole ? -5 : -1) : []
  for (const password of dead) {
    await refuse(world, one, 'former password', (c) => c.post(`${api}/login/`, { email: one.email, password }))
  }
  for (const person of whole ? one.registered : one.registered.slice(-2)) {
    const known = await world.ask(one.email, 'sign-in of who registered', (c) => c.post(`${api}/login/`, person))
    if (known) judge(world, one, known.body.error === 'email_not_verified', `${person.email} is lost: ${known.text}`)
  }
  if (!whole) return
  for (const session of one.sessions.filter(({ standing, used }) => standing === 'lives' && used.length > 1)) {
    await replay(world, one, session)
  }
}

function someOf<T>(all: readonly T[], most: number): T[] {
  return all.toSorted(() => Math.random() - 0.5).slice(0, most)
}

function judge(world: World, one: Restless, sound: boolean, what: string): asserts sound {
  assert.ok(sound, `${one.email}: ${what}\n${world.historyOf(one.email)}`)
}

async function refuse(world: World, one: Restless, what: string, send: Parameters<World['ask']>[2]): Promise<void> {
  const answer = await world.ask(one.email, what, send)
  if (answer) judge(world, one, answer.status === 400 || answer.status === 401, `${what}: ${answer.status}`)
}

/** Its letters are none of those that names here are made of: one that is like the username is refused. */
function newPassword<T>(more: T): T & { new_password: string; confirm_password: string } {
  const letters = [...randomBytes(12)].map((byte) => 'ghjklmnpqrstuvwy'[byte % 16])
  const password = `Strong-${letters.join('')}`
  return { ...more, new_password: password, confirm_password: password }
}

/** @returns whether it is known to have opened a session */
async function signIn(world: World, one: Restless): Promise<boolean> {
  if (one.guarded && one.codes.length < 2 && !(await refillCodes(world, one))) {
    await pause(100)
    return false
  }
  for (const password of [...one.passwords]) {
    const credentials = { email: one.email, password }
    const answer = await world.ask(one.email, 'sign-in', (c) => c.post(`${api}/login/`, credentials))
    if (!answer) return false
    if (answer.status === 401 && one.passwords.length > 1 && password !== one.passwords.at(-1)) continue
    judge(world, one, answer.status === (one.guarded ? 403 : 200), `sign-in: ${answer.text}`)
    one.deadPasswords.push(...one.passwords.filter((other) => other !== password))
    one.passwords = [password]
    if (one.guarded) return giveCode(world, one, answer.body.mfa_token)
    keep(one, answer)
    return true
  }
  return false
}

function keep(one: Restless, { body }: Answer): Session {
  const session: Session = {
    refresh: body.refresh,
    access: body.access,
    used: [],
    standing: 'lives',
    lostAt: undefined,
  }
  one.sessions.push(session)
  return session
}

/** A code twice at the same moment is taken once, and one that was taken before never. */
async function giveCode(world: World, one: Restless, ticket: string): Promise<boolean> {
  const give = (code: string) => {
    const given = { mfa_token: ticket, method: 'backup_code', code }
    return world.ask(one.email, `code ${code}`, (c) => c.post(`${api}/login/mfa/`, given))
  }
  const former = one.usedCodes.at(-1)
  if (former !== undefined && Math.random() < 0.3) {
    const again = await give(former)
    if (again) judge(world, one, again.status !== 200, `the code ${former} was taken twice`)
  }
  const code = one.codes.pop()
  judge(world, one, code !== undefined, 'no codes are left')
  const answers = await Promise.all([give(code), give(code)])
  const taken = answers.filter((answer) => answer?.status === 200)
  judge(world, one, taken.length < 2, `the code ${code} was taken twice at once`)
  const [answer] = taken
  // Each try is paid for before it is looked at, and what a kill ended was not given back.
  if (answers.some((one) => one?.status === 429) && one.lostCodes > 0) {
    one.codes.push(code)
    return false
  }
  if (!answer) {
    one.lostCodes += 1
    judge(world, one, answers.includes(undefined), `the code ${code} was not taken: ${answers[0]?.text}`)
    return false
  }
  one.usedCodes.push(code)
  keep(one, answer)
  return true
}

/** Codes whose answers were lost may be used. @returns false where no session can give new ones */
async function refillCodes(world: World, one: Restless): Promise<boolean> {
  for (const session of one.sessions.filter(({ standing }) => standing === 'lives')) {
    await renew(world, one, session)
    if (session.standing !== 'lives' || session.lostAt !== undefined) continue
    await renewCodes(world, one, session)
    return true
  }
  return one.codes.length > 0
}

/** Asks until the answer is there: who loses it has no codes. */
async function renewCodes(world: World, one: Restless, { access }: Session): Promise<void> {
  for (;;) {
    const answer = await world.ask(one.email, 'new codes', (c) => c.as(access).post(`${api}/mfa/backup-codes/`))
    if (!answer) continue
    judge(world, one, answer.status === 200, answer.text)
    one.usedCodes.push(...one.codes)
    one.codes = answer.body.backup_codes
    return
  }
}

/** A token twice at the same moment, and one whose answer was lost not too long ago, are no theft. */
async function renew(world: World, one: Restless, session: Session): Promise<void> {
  const { refresh } = session
  const began = performance.now()
  const send = () => world.ask(one.email, 'refresh', (c) => c.post(`${api}/refresh/`, { refresh }))
  const answers = await Promise.all(Math.random() < 0.2 ? [send(), send()] : [send()])
  const isLate = session.lostAt !== undefined && performance.now() - session.lostAt > graceSeconds * 1000
  if (answers.includes(undefined)) session.lostAt ??= began
  for (const answer of answers.filter((answer) => answer !== undefined)) {
    if (answer.status === 200) {
      Object.assign(session, {
        refresh: answer.body.refresh,
        access: answer.body.access,
        standing: 'lives',
        lostAt: undefined,
      })
      if (!session.used.includes(refresh)) session.used.push(refresh)
    } else {
      // The other of two answers may have told already that it has ended.
      judge(world, one, session.standing !== 'lives' || isLate, `signed out: ${answer.status} ${answer.text}`)
      session.standing = 'ended'
    }
  }
}

async function end(world: World, one: Restless, session: Session): Promise<void> {
  const { refresh } = session
  const answer = await world.ask(one.email, 'sign-out', (c) => c.post(`${api}/logout/`, { refresh }))
  if (answer) judge(world, one, answer.status === 205, `sign-out: ${answer.text}`)
  session.standing = answer ? 'ended' : 'unknown'
}

/** A token two behind is theft, and ends the session. */
async function replay(world: World, one: Restless, session: Session): Promise<void> {
  const refresh = session.used.at(-2)
  if (refresh === undefined) return
  const answer = await world.ask(one.email, 'replay', (c) => c.post(`${api}/refresh/`, { refresh }))
  if (answer) judge(world, one, answer.status === 401, `a dead token was accepted: ${answer.status}`)
  session.standing = answer ? 'ended' : 'unknown'
}

async function change(world: World, one: Restless, session: Session): Promise<void> {
  const [current] = one.passwords
  if (one.passwords.length > 1 || current === undefined) return void (await signIn(world, one))
  const wish = newPassword({ current_password: current })
  const send = () => world.ask(one.email, 'change', (c) => c.as(session.access).post(`${api}/change-password/`, wish))
  const answer = await send()
  if (answer) judge(world, one, answer.status === 200, `change: ${answer.status} ${answer.text}`)
  becomes(one, wish.new_password, { acknowledged: answer !== undefined, but: session })
}

/** What a new password does to the old one and to sessions; all of it may be or not where the answer was lost. */
function becomes(one: Restless, password: string, how: { acknowledged: boolean; but?: Session }): void {
  if (how.acknowledged) one.deadPasswords.push(...one.passwords)
  one.passwords = how.acknowledged ? [password] : [password, ...one.passwords]
  for (const session of one.sessions) {
    if (session === how.but || session.standing === 'ended') continue
    session.standing = how.acknowledged ? 'ended' : 'unknown'
  }
}

async function register(world: World, one: Restless): Promise<void> {
  const person = somebody('new')
  const answer = await world.ask(one.email, `register ${person.email}`, (c) => c.post(`${api}/register/`, person))
  if (!answer) return
  judge(world, one, answer.status === 201, answer.text)
  one.registered.push({ email: person.email, password: person.password })
}

/** A mailbox is sent five such mails an hour. */
const mostWishes = 5

async function reset(world: World, one: Restless): Promise<void> {
  if (one.wishes >= mostWishes) return
  one.wishes += 1
  const before = world.linkTo(one.email, 'reset-password')
  const { email } = one
  if (!(await world.ask(email, 'wish to reset', (c) => c.post(`${api}/forgot-password/`, { email })))) return
  let token = before
  for (let looks = 0; looks < 40 && token === before; looks++) {
    await pause(50)
    token = world.linkTo(email, 'reset-password')
  }
  // The mail of a wish whose process died comes later; whoever wants it has to ask again.
  if (token === undefined || token === before) return
  const wish = newPassword({ token })
  const send = () => world.ask(email, 'reset', (c) => c.post(`${api}/reset-password/`, wish))
  const answers = await Promise.all([send(), send()])
  const done = answers.filter((answer) => answer?.status === 200)
  judge(world, one, done.length < 2, 'a link was used twice at once')
  if (done.length === 0 && !answers.includes(undefined)) return
  if (done.length > 0) one.usedLinks.push(token)
  becomes(one, wish.new_password, { acknowledged: done.length > 0 })
}
