import assert from 'node:assert/strict'
import type { Answer } from '../client.ts'
import type { TestServer } from '../harness.ts'

/** What a session is to its owner: what it holds, and how long that ought to count. */
export type Session = {
  live: boolean
  access: string
  accessUntil: number
  /** Access tokens that a fresh proof has replaced. */
  readonly replaced: string[]
  refresh: string
  /** Refresh tokens that it has used up, oldest first. */
  readonly spent: string[]
  rotatedAt: number
  idleUntil: number
  readonly endsAt: number
  /** When its second factor was proved last. */
  factorAt: number
}

/** A link or ticket that counts once. */
export type Once = { readonly token: string; readonly until: number; open: boolean }

/** What the model knows of somebody. */
export type Person = {
  readonly email: string
  readonly username: string
  state: 'nobody' | 'unverified' | 'active' | 'deactivated'
  password: string
  wrong: number
  secret: string | undefined
  backupCodes: string[]
  readonly spentCodes: string[]
  readonly sessions: Session[]
  readonly resets: Once[]
  readonly tickets: Once[]
}

export type World = { readonly people: readonly Person[] }

const minute = 60_000
const day = 24 * 60 * minute

export function newWorld(names: readonly string[]): World {
  const mark = `${Date.now().toString(36)}`
  return { people: names.map((name) => newPerson(`${name}.${mark}`)) }
}

function newPerson(name: string): Person {
  return {
    email: `${name}@example.com`,
    username: name,
    state: 'nobody',
    password: 'Corr3ct-horse!',
    wrong: 0,
    secret: undefined,
    backupCodes: [],
    spentCodes: [],
    sessions: [],
    resets: [],
    tickets: [],
  }
}

export function nowOf(server: TestServer): number {
  return server.clock.now().getTime()
}

/** A session as a sign-in opens it. @param factor whether a second one was proved */
export function openedBy(server: TestServer, { body }: Answer, factor: boolean): Session {
  const now = nowOf(server)
  return {
    live: true,
    access: body.access,
    accessUntil: now + 15 * minute,
    refresh: body.refresh,
    replaced: [],
    spent: [],
    rotatedAt: now,
    idleUntil: now + 7 * day,
    endsAt: now + 30 * day,
    factorAt: factor ? now : 0,
  }
}

/** What a token says of itself. */
export function claimsIn(token: string): { sid: string; gen: number } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** Of simultaneous refreshes each gets a token of its own, all of one generation. */
export function generationOf(refresh: string): number {
  return claimsIn(refresh).gen
}

/** Puts the pair of a refresh in the place of the one before. */
export function keepPair(server: TestServer, session: Session, { body }: Answer): void {
  const now = nowOf(server)
  session.access = body.access
  session.accessUntil = Math.min(now + 15 * minute, session.endsAt)
  const isNext = generationOf(body.refresh) > generationOf(session.refresh)
  if (isNext) session.spent.push(session.refresh)
  session.refresh = body.refresh
  if (!isNext) return
  session.rotatedAt = now
  session.idleUntil = Math.min(now + 7 * day, session.endsAt)
}

export function isLive(server: TestServer, session: Session): boolean {
  return session.live && nowOf(server) < Math.min(session.idleUntil, session.endsAt)
}

/** Whether its access token opens anything at this moment. */
export function isOpen(server: TestServer, session: Session): boolean {
  return session.live && nowOf(server) < session.accessUntil
}

/** Whether a sensitive call goes through: without a second factor the password in it is proof enough. */
export function isFresh(server: TestServer, person: Person, session: Session): boolean {
  return person.secret === undefined || nowOf(server) - session.factorAt < 15 * minute
}

/** Whatever ends a session also ends the sign-ins that wait. @param keep a session that goes on */
export function endAll(person: Person, keep?: Session): void {
  for (const session of person.sessions) if (session !== keep) session.live = false
  closeTickets(person)
}

export function closeTickets({ tickets }: Person): void {
  for (const ticket of tickets) ticket.open = false
}

export function isUsable(server: TestServer, once: Once): boolean {
  return once.open && nowOf(server) < once.until
}

export function requireStatus(answer: Answer, expected: number, about: string): void {
  assert.equal(answer.status, expected, `${about}: ${answer.text}`)
}
