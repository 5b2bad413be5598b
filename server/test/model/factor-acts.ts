import assert from 'node:assert/strict'
import { atOnce, statuses } from '../guess.ts'
import type { TestServer } from '../harness.ts'
import { codeOf } from '../second-factor.ts'
import { sensitive } from './account-acts.ts'
import type { Act } from './acts.ts'
import { isOpen, isUsable, nowOf, openedBy, type Person, requireStatus, type Session, stands } from './world.ts'

export const addApp: Act = {
  name: 'add an app',
  weight: 3,
  may: ({ sessions, secret }) => sessions.length > 0 && secret === undefined,
  async run(server, person, session) {
    const client = server.client().as(session.access)
    const setup = await client.get('/api/auth/mfa/totp/setup/')
    requireStatus(setup, isOpen(server, session) ? 200 : 401, 'begin an app')
    if (setup.status !== 200) return
    // The code of this step may be used up already by an app before.
    server.clock.advance({ seconds: 30 })
    if (!isOpen(server, session)) return
    const token = codeOf(server, setup.body.secret)
    requireStatus(await client.post('/api/auth/mfa/totp/setup/', { token }), 200, 'confirm an app')
    person.secret = setup.body.secret
    person.backupCodes = setup.body.backup_codes
    noteFactor(server, session)
  },
}

export const removeApp: Act = {
  name: 'remove the app',
  may: ({ sessions, secret }) => sessions.length > 0 && secret !== undefined,
  async run(server, person, session) {
    const token = freshCode(server, person)
    const answer = await server.client().as(session.access).post('/api/auth/mfa/totp/disable/', { token })
    requireStatus(answer, isOpen(server, session) ? 200 : 401, 'remove an app')
    if (answer.status !== 200) return
    person.secret = undefined
    person.backupCodes = []
    noteFactor(server, session)
  },
}

export const renewCodes: Act = {
  name: 'new backup codes',
  weight: 2,
  may: ({ sessions, secret }) => sessions.length > 0 && secret !== undefined,
  async run(server, person, session) {
    const answer = await server.client().as(session.access).post('/api/auth/mfa/backup-codes/')
    requireStatus(answer, sensitive(server, person, session), 'new backup codes')
    if (answer.status !== 200) return
    person.spentCodes.push(...person.backupCodes)
    person.backupCodes = answer.body.backup_codes
  },
}

/** A fresh proof of the app, with the access token of which it goes on. */
export const proveAgain: Act = {
  name: 'prove the app again',
  weight: 2,
  may: ({ sessions, secret }) => sessions.length > 0 && secret !== undefined,
  async run(server, person, session) {
    const code = freshCode(server, person)
    const client = server.client().as(session.access)
    const answer = await client.post('/api/auth/reauthenticate/', { method: 'totp', code })
    requireStatus(answer, isOpen(server, session) ? 200 : 401, 'prove again')
    if (answer.status !== 200) return
    session.replaced.push(session.access)
    session.access = answer.body.access
    session.accessUntil = Math.min(nowOf(server) + 15 * 60_000, session.endsAt)
    noteFactor(server, session)
  },
}

function noteFactor(server: TestServer, session: Session): void {
  session.factorAt = nowOf(server)
  session.authAt = nowOf(server)
}

/** One code at two tickets' doors at once opens one session. */
export const finishByApp: Act = {
  name: 'finish by app',
  weight: 5,
  may: ({ tickets, secret }) => tickets.length > 0 && secret !== undefined,
  run: (server, person) => finish(server, person, { method: 'totp', code: freshCode(server, person) }, true),
}

export const finishByCode: Act = {
  name: 'finish by backup code',
  weight: 4,
  may: ({ tickets, backupCodes }) => tickets.length > 0 && backupCodes.length > 0,
  async run(server, person) {
    const [code = ''] = person.backupCodes
    // Used up before it is seen that what the sign-in rests on is gone.
    const isSpent = isUsable(server, person.tickets.at(-1) ?? assert.fail())
    await finish(server, person, { method: 'backup_code', code }, true)
    if (!isSpent) return
    person.backupCodes.shift()
    person.spentCodes.push(code)
  },
}

export const finishBySpentCode: Act = {
  name: 'finish by a used backup code',
  weight: 3,
  may: ({ tickets, spentCodes, secret }) => tickets.length > 0 && spentCodes.length > 0 && secret !== undefined,
  async run(server, person) {
    await finish(server, person, { method: 'backup_code', code: person.spentCodes.at(-1) ?? '' }, false)
  },
}

async function finish(
  server: TestServer,
  person: Person,
  given: { method: string; code: string },
  right: boolean,
): Promise<void> {
  const ticket = person.tickets.at(-1) ?? assert.fail()
  const use = () => server.client().post('/api/auth/login/mfa/', { mfa_token: ticket.token, ...given })
  const counts = right && isUsable(server, ticket) && stands(person, ticket)
  const answers = await atOnce(2, use)
  const good = answers.filter(({ status }) => status === 200)
  assert.equal(good.length, counts ? 1 : 0, `${given.method}: ${statuses(answers)}`)
  const [answer] = good
  if (!answer) return
  ticket.open = false
  person.sessions.push(openedBy(server, answer, true))
}

/** A code that was not used yet: the clock is moved to the next step. */
function freshCode(server: TestServer, { secret = '' }: Person): string {
  server.clock.advance({ seconds: 30 })
  return codeOf(server, secret)
}
