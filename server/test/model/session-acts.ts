import assert from 'node:assert/strict'
import { atOnce, statuses } from '../guess.ts'
import type { TestServer } from '../harness.ts'
import type { Act } from './acts.ts'
import {
  claimsIn,
  closeTickets,
  endAll,
  generationOf,
  isLive,
  isOpen,
  keepPair,
  nowOf,
  requireStatus,
} from './world.ts'

const graceMs = 30_000

const exchange = (server: TestServer, refresh: string) => server.client().post('/api/auth/refresh/', { refresh })
const hasSession: Act['may'] = ({ sessions }) => sessions.length > 0

export const refresh: Act = {
  name: 'refresh',
  weight: 3,
  may: hasSession,
  async run(server, _person, session) {
    const answer = await exchange(server, session.refresh)
    requireStatus(answer, isLive(server, session) ? 200 : 401, 'refresh')
    if (answer.status === 200) keepPair(server, session, answer)
  },
}

/** As three tabs do: all stay signed in, with one pair between them. */
export const refreshAtOnce: Act = {
  name: 'refresh three times at once',
  may: hasSession,
  async run(server, _person, session) {
    const expected = isLive(server, session) ? 200 : 401
    const answers = await atOnce(3, () => exchange(server, session.refresh))
    assert.deepEqual(statuses(answers), [expected, expected, expected])
    for (const answer of answers) if (answer.status === 200) keepPair(server, session, answer)
  },
}

/** A used token that comes back: a lost answer within the grace, and theft, which ends the session, after it. */
export const replay: Act = {
  name: 'replay',
  weight: 2,
  may: ({ sessions }) => sessions.some(({ spent }) => spent.length > 0),
  async run(server, person, session) {
    const [oldest] = session.spent
    if (oldest === undefined) return
    const isBefore = generationOf(oldest) === generationOf(session.refresh) - 1
    const isLostAnswer = isBefore && nowOf(server) - session.rotatedAt < graceMs
    const wasLive = isLive(server, session)
    const answer = await exchange(server, oldest)
    requireStatus(answer, isLive(server, session) && isLostAnswer ? 200 : 401, 'a used refresh token')
    if (answer.status === 200) return
    session.live = false
    if (wasLive) closeTickets(person)
  },
}

export const end: Act = {
  name: 'end another session',
  may: hasSession,
  async run(server, person, session) {
    const [other] = person.sessions
    if (other === undefined) return
    const { sid } = claimsIn(other.access)
    const answer = await server.client().as(session.access).send('DELETE', `/api/auth/sessions/${sid}/`)
    const expected = isOpen(server, session) ? (isLive(server, other) ? 200 : 404) : 401
    requireStatus(answer, expected, 'end a session')
    if (answer.status !== 200) return
    other.live = false
    closeTickets(person)
  },
}

export const logout: Act = {
  name: 'log out',
  may: hasSession,
  async run(server, person, session) {
    await server.client().as(session.access).post('/api/auth/logout/', { refresh: session.refresh })
    if (!isLive(server, session)) return
    session.live = false
    closeTickets(person)
  },
}

export const logoutEverywhere: Act = {
  name: 'log out everywhere',
  may: hasSession,
  async run(server, person, session) {
    const body = { refresh: session.refresh, all: true }
    const answer = await server.client().as(session.access).post('/api/auth/logout/', body)
    if (isLive(server, session)) {
      requireStatus(answer, 205, 'log out everywhere')
      endAll(person)
    }
  },
}

/** Whichever comes first: afterwards the session is over, and what the refresh gave is worth nothing. */
export const logoutWhileRefreshing: Act = {
  name: 'log out while refreshing',
  may: hasSession,
  async run(server, person, session) {
    const [refreshed] = await Promise.all([
      exchange(server, session.refresh),
      server.client().as(session.access).post('/api/auth/logout/', { refresh: session.refresh }),
    ])
    const wasLive = isLive(server, session)
    if (refreshed.status === 200) keepPair(server, session, refreshed)
    session.live = false
    if (wasLive) closeTickets(person)
  },
}
