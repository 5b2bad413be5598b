import assert from 'node:assert/strict'
import { atOnce, statuses } from '../guess.ts'
import type { TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { sensitive } from './account-acts.ts'
import type { Act } from './acts.ts'
import { endAll, isUsable, nowOf, type Person, requireStatus } from './world.ts'

const minute = 60_000

/** Nothing moves yet; of several wishes the last one counts. The present address can say no. */
export const askToMove: Act = {
  name: 'ask for another address',
  weight: 2,
  may: ({ sessions, moves }) => sessions.length > 0 && moves.length < 5,
  async run(server, person, session) {
    const to = `${person.username}.${person.moves.length + 1}@example.com`
    const body = { new_email: to, password: person.password }
    const answer = await server.client().as(session.access).post('/api/auth/profile/email/', body)
    requireStatus(answer, sensitive(server, person, session), 'ask for another address')
    if (answer.status !== 200) return
    for (const before of person.moves) before.open = false
    const token = tokenIn(await mailAbout(server, to, 'Confirm your new'))
    person.moves.push({ token, until: nowOf(server) + 60 * minute, open: true, to })
    await keepUndo(server, person, person.email, 'A new address was asked for')
  },
}

/** The newest link, twice at once: it has one effect, and links to the address before are worth nothing. */
export const confirmMove: Act = {
  name: 'confirm another address',
  weight: 5,
  may: ({ moves }) => moves.length > 0,
  async run(server, person) {
    const move = person.moves.at(-1) ?? assert.fail()
    const counts = isUsable(server, move)
    const confirm = () => server.client().post('/api/auth/profile/email/confirm/', { token: move.token })
    assert.deepEqual(statuses(await atOnce(2, confirm)).sort(), counts ? [200, 400] : [400, 400])
    if (!counts) return
    const from = person.email
    for (const link of [move, ...person.resets]) link.open = false
    person.email = move.to
    await keepUndo(server, person, from, 'address was changed')
  },
}

/** The newest mail to each former mailbox has the newest way back. */
async function keepUndo(server: TestServer, person: Person, to: string, subject: string): Promise<void> {
  for (const before of person.moveUndos) if (before.to === to) before.open = false
  const token = tokenIn(await mailAbout(server, to, subject))
  person.moveUndos.push({ token, until: nowOf(server) + 7 * 1440 * minute, open: true, to })
}

export const undoMove: Act = {
  name: 'take a change of address back',
  weight: 3,

  may: ({ moveUndos }) => moveUndos.length > 0,
  run: (server, person) => undo(server, person, person.moveUndos.length - 1),
}

export const undoFirstMove: Act = {
  name: 'take the oldest change of address back',
  weight: 3,
  may: ({ moveUndos }) => moveUndos.length > 1,
  run: (server, person) => {
    const oldest = person.moveUndos.findIndex(({ open }) => open)
    return undo(server, person, Math.max(0, oldest))
  },
}

/** A mailbox that takes a change back ends every session and what is pending, and those that came later have no say. */
async function undo(server: TestServer, person: Person, which: number): Promise<void> {
  const way = person.moveUndos[which] ?? assert.fail()
  const counts = isUsable(server, way)
  const use = (token: string) => server.client().post('/api/auth/profile/email/undo/', { token })
  requireStatus(await use(way.token), counts ? 200 : 400, 'take a change of address back')
  if (!counts) return
  const [later] = person.moveUndos.slice(which + 1).reverse()
  if (later) requireStatus(await use(later.token), 400, 'a way back that came later')
  person.email = way.to
  for (const link of [...person.moveUndos.slice(which), ...person.moves, ...person.resets]) link.open = false
  endAll(person)
}
