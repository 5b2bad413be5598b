import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { atOnce, statuses } from '../guess.ts'
import type { TestServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { mailAbout } from '../recover.ts'
import { openBrowser } from '../social-browser.ts'
import { signInAt } from '../stand-ins/sign-in-at.ts'
import type { Act } from './acts.ts'
import {
  endAll,
  isOpen,
  isProved,
  isUsable,
  nowOf,
  openedBy,
  ownerOf,
  type Person,
  requireStatus,
  type Session,
  waitingSince,
} from './world.ts'

const api = '/api/auth/social'
const minute = 60_000
const hasSession: Act['may'] = ({ sessions }) => sessions.length > 0

/** What a link needs: a fresh proof at the highest level that the account has. */
function proved(server: TestServer, person: Person, session: Session): 200 | 401 | 403 {
  if (!isOpen(server, session)) return 401
  return isProved(server, person, session) ? 200 : 403
}

export const link: Act = {
  name: 'link a service',
  weight: 3,
  may: hasSession,
  run: (server, person, session) => linkAs(server, person, session, person.subject),
}

export const linkTheirs: Act = {
  name: 'link what is somebody else’s there',
  may: hasSession,
  async run(server, person, session) {
    const other = person.world.people.find((one) => one !== person)
    if (other) await linkAs(server, person, session, other.subject)
  },
}

/** To the other service and back; finished twice at once it has one effect. An identity opens one account. */
async function linkAs(server: TestServer, person: Person, session: Session, subject: string): Promise<void> {
  const browser = openBrowser(server)
  const begun = await browser.send('POST', `${api}/acme/link/`, { body: {}, access: session.access })
  requireStatus(begun, proved(server, person, session), 'begin a link')
  if (begun.status !== 200) return
  const page = await browser.comeBack(await signInAt(begun.body.authorization_url, subject))
  const body = { code: page.searchParams.get('code') }
  const finish = () => browser.send('POST', `${api}/link/complete/`, { body, access: session.access })
  const owner = ownerOf(person.world, subject)
  const isNew = owner === undefined && person.link === undefined
  assert.deepEqual(statuses(await atOnce(2, finish)).sort(), isNew || owner === person ? [200, 400] : [400, 409])
  if (!isNew) return
  person.link = { subject }
  const token = tokenIn(await mailAbout(server, person.email, 'Acme now opens'))
  person.linkUndos.push({ token, until: nowOf(server) + 7 * 1440 * minute, open: true, link: person.link })
}

export const takeLinkAway: Act = {
  name: 'take a link away',
  weight: 3,
  may: ({ sessions, link }) => sessions.length > 0 && link !== undefined,
  async run(server, person, session) {
    const expected = proved(server, person, session)
    const remove = () => server.client().as(session.access).send('DELETE', `${api}/acme/link/`)
    const answers = await atOnce(2, remove)
    assert.deepEqual(statuses(answers).sort(), expected === 200 ? [200, 404] : [expected, expected])
    if (expected === 200) person.link = undefined
  },
}

/** By the newest mail, which counts once, whether its link is still there or not; one that came later stays. */
export const undoLink: Act = {
  name: 'undo a link by mail',
  may: ({ linkUndos }) => linkUndos.length > 0,
  async run(server, person) {
    const undo = person.linkUndos.at(-1) ?? assert.fail()
    const counts = isUsable(server, undo)
    const answer = await server.client().post(`${api}/link/undo/`, { token: undo.token })
    requireStatus(answer, counts ? 200 : 400, 'undo a link')
    if (!counts) return
    Object.assign(undo, { open: false })
    if (person.link === undo.link) person.link = undefined
    endAll(person)
  },
}

/** Who somebody is there opens the account that it is linked to, whoever owns that, and without a link none. */
export const comeIn: Act = {
  name: 'come in by the other service',
  weight: 3,
  may: () => true,
  async run(server, { world, subject }) {
    const { issuer } = world
    const token = await issuer.idTokenOf(subject, issuer.client, { change: (claims) => dateToken(server, claims) })
    const answer = await server.client().post('/api/auth/social-login/', { provider: 'acme', id_token: token })
    const owner = ownerOf(world, subject)
    assert.deepEqual([answer.status, answer.body.error], expectedOf(owner), answer.text)
    if (owner?.state !== 'active') return
    if (answer.status === 200) owner.sessions.push(openedBy(server, answer, false))
    else owner.tickets.push(waitingSince(server, answer, owner.link))
  },
}

function expectedOf(owner: Person | undefined): [status: number, error: string | undefined] {
  if (owner === undefined) return [403, 'email_not_verified_by_provider']
  if (owner.state !== 'active') return [401, 'bad_credentials']
  return owner.secret === undefined ? [200, undefined] : [403, 'mfa_required']
}

/** A token of this moment, by the clock of the service; no two are alike. */
export function dateToken(server: TestServer, claims: JWTPayload): void {
  const seconds = Math.floor(nowOf(server) / 1000)
  Object.assign(claims, { iat: seconds, exp: seconds + 3600, jti: randomUUID() })
}
