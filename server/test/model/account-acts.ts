import assert from 'node:assert/strict'
import { reactivateAccount } from '../../src/accounts/switch-account.ts'
import { atOnce, signIn, statuses } from '../guess.ts'
import type { TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, reset } from '../recover.ts'
import type { Act } from './acts.ts'
import {
  closeMailed,
  endAll,
  isFresh,
  isOpen,
  isUsable,
  nowOf,
  openedBy,
  type Person,
  requireStatus,
  type Session,
  waitingSince,
} from './world.ts'

const minute = 60_000

export const register: Act = {
  name: 'register',
  weight: 2,
  may: ({ state }) => state === 'nobody',
  async run(server, person) {
    const { email, username, password } = person
    requireStatus(await server.client().post('/api/auth/register/', { email, username, password }), 201, 'register')
    person.state = 'unverified'
    person.wrong = 0
  },
}

/** By a new link, since the first may have run out; used twice at once it has one effect, and both are told so. */
export const verify: Act = {
  name: 'verify',
  weight: 3,
  may: ({ state }) => state === 'unverified',
  async run(server, person) {
    const { email } = person
    requireStatus(await server.client().post('/api/auth/resend-verification/', { email }), 200, 'resend')
    const token = tokenIn(await server.mailbox.last(email))
    const use = () => server.client().post('/api/auth/verify-email/', { token })
    assert.deepEqual(statuses(await atOnce(2, use)), [200, 200])
    person.state = 'active'
  },
}

/** An address that nobody has is locked like any other, which is not tried here. */
export const login: Act = {
  name: 'login',
  weight: 5,
  may: ({ state, wrong }) => state !== 'nobody' || wrong < 4,
  async run(server, person) {
    const answer = await signIn(server.client(), person.email, person.password)
    const expected = { nobody: 401, deactivated: 401, unverified: 401, active: person.secret === undefined ? 200 : 403 }
    requireStatus(answer, expected[person.state], 'login')
    if (person.state === 'nobody') person.wrong += 1
    if (person.state !== 'active') return
    person.wrong = 0
    if (answer.status === 200) person.sessions.push(openedBy(server, answer, false))
    else person.tickets.push(waitingSince(server, answer, person.password))
  },
}

export const guess: Act = {
  name: 'guess',
  may: ({ state, wrong }) => state === 'active' && wrong < 3,
  async run(server, person) {
    requireStatus(await signIn(server.client(), person.email, 'Wr0ng-guess'), 401, 'a wrong password')
    person.wrong += 1
  },
}

/** Five at once shut the right password out too, for half an hour; what is open stays open. */
export const lockOut: Act = {
  name: 'lock out',
  may: ({ state }) => state === 'active',
  async run(server, person) {
    await atOnce(5, (i) => signIn(server.client(), person.email, `Wr0ng-guess-${i}`))
    requireStatus(
      await signIn(server.client(), person.email, person.password),
      423,
      'the right one of a locked account',
    )
    server.clock.advance({ minutes: 31 })
    person.wrong = 0
  },
}

/** Two new passwords by one link at once: one of them is it, every session ends, and the link is worth nothing. */
export const resetPassword: Act = {
  name: 'reset',
  may: ({ state }) => state === 'active' || state === 'unverified',
  async run(server, person) {
    const token = tokenIn(await askReset(server, person.email))
    closeMailed(person)
    const wishes = [0, 1].map((i) => `N3w-passphrase-${nowOf(server) % 100_000}-${i}`)
    const answers = await atOnce(2, (i) => reset(server, { token }, wishes[i] ?? ''))
    assert.deepEqual(statuses(answers).sort(), [200, 400])
    person.password = wishes[answers.findIndex(({ status }) => status === 200)] ?? ''
    person.state = 'active'
    person.wrong = 0
    person.resets.push({ token, until: 0, open: false })
    endAll(person)
  },
}

/** Has a link mailed that is used later, or never. */
export const askForReset: Act = {
  name: 'ask for a reset',
  may: ({ state, resets }) => state === 'active' && resets.length < 5,
  async run(server, person) {
    const token = tokenIn(await askReset(server, person.email))
    for (const before of person.resets) before.open = false
    person.resets.push({ token, until: nowOf(server) + 60 * minute, open: true })
  },
}

/** The newest link that was mailed, whether it counts or not. */
export const useReset: Act = {
  name: 'use a reset',
  may: ({ resets }) => resets.length > 0,
  async run(server, person) {
    const link = person.resets.at(-1) ?? assert.fail()
    const wish = `N3w-passphrase-${nowOf(server) % 100_000}-late`
    const counts = isUsable(server, link)
    requireStatus(await reset(server, { token: link.token }, wish), counts ? 200 : 400, 'a mailed link')
    if (!counts) return
    closeMailed(person)
    Object.assign(person, { password: wish, wrong: 0 })
    endAll(person)
  },
}

export const changePassword: Act = {
  name: 'change the password',
  may: ({ sessions }) => sessions.length > 0,
  async run(server, person, session) {
    const wish = `Ch4nged-passphrase-${nowOf(server) % 100_000}`
    const body = { current_password: person.password, new_password: wish, confirm_password: wish }
    const answer = await server.client().as(session.access).post('/api/auth/change-password/', body)
    requireStatus(answer, sensitive(server, person, session), 'change-password')
    if (answer.status !== 200) return
    person.password = wish
    closeMailed(person)
    endAll(person, session)
  },
}

export const deactivate: Act = {
  name: 'deactivate',
  may: ({ sessions }) => sessions.length > 0,
  async run(server, person, session) {
    const body = { password: person.password, confirm_deactivation: true }
    const answer = await server.client().as(session.access).post('/api/auth/deactivate-account/', body)
    requireStatus(answer, sensitive(server, person, session), 'deactivate')
    if (answer.status !== 200) return
    person.state = 'deactivated'
    closeMailed(person)
    endAll(person)
  },
}

/** By an operator. What ended stays ended. */
export const reactivate: Act = {
  name: 'reactivate',
  weight: 8,
  may: ({ state }) => state === 'deactivated',
  async run({ app }, person) {
    const { id } = await app.db
      .selectFrom('account')
      .select('id')
      .where('email', '=', person.email)
      .executeTakeFirstOrThrow()
    assert.equal(await app.transaction((tx) => reactivateAccount(app, tx, id)), true)
    person.state = 'active'
  },
}

/** What a sensitive call of a session answers. */
export function sensitive(server: TestServer, person: Person, session: Session): 200 | 401 | 403 {
  if (!isOpen(server, session)) return 401
  return isFresh(server, person, session) ? 200 : 403
}
