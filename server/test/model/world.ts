import assert from 'node:assert/strict'
import type { Answer } from '../client.ts'
import type { TestServer } from '../harness.ts'
import type { Issuer } from '../stand-ins/oidc-issuer.ts'

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
  /** When anything was proved last. */
  authAt: number
  /** When its second factor was proved last. */
  factorAt: number
}

/** A link or ticket that counts once. */
export type Once = { readonly token: string; readonly until: number; open: boolean }

/** That who somebody is at the other service opens an account. */
export type Link = { readonly subject: string }

/** A sign-in that waits, and what it rests on: the password, or the link that it began with. */
type Ticket = Once & { readonly basis: string | Link | undefined }

/** What the model knows of somebody. */
export type Person = {
  readonly world: World
  email: string
  readonly username: string
  state: 'nobody' | 'unverified' | 'active' | 'deactivated'
  password: string
  wrong: number
  secret: string | undefined
  backupCodes: string[]
  readonly spentCodes: string[]
  readonly sessions: Session[]
  readonly resets: Once[]
  readonly tickets: Ticket[]
  /** Who they are at the other service. */
  readonly subject: string
  /** What opens their account from there, be it their own identity or not. */
  link: Link | undefined
  readonly linkUndos: (Once & { readonly link: Link })[]
  /** Changes of address that were asked for. */
  readonly moves: (Once & { readonly to: string })[]
  /** What former mailboxes can go back with. */
  readonly moveUndos: (Once & { readonly to: string })[]
}

export type World = { readonly issuer: Issuer; readonly people: readonly Person[] }

const minute = 60_000
const day = 24 * 60 * minute

/** @param issuer knows them all, and vouches for nobody's address: so no identity finds an account by itself */
export function newWorld(issuer: Issuer, names: readonly string[]): World {
  const mark = `${Date.now().toString(36)}`
  const people: Person[] = []
  const world = { issuer, people }
  people.push(...names.map((name) => newPerson(world, `${name}.${mark}`)))
  for (const { subject, email } of people) issuer.accounts.set(subject, { email, email_verified: false })
  return world
}

function newPerson(world: World, name: string): Person {
  return {
    world,
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
    subject: `there.${name}`,
    link: undefined,
    linkUndos: [],
    moves: [],
    moveUndos: [],
  }
}

/** Whose account an identity opens. */
export function ownerOf({ people }: World, subject: string): Person | undefined {
  return people.find(({ link }) => link?.subject === subject)
}

export function nowOf(server: TestServer): number {
  return server.clock.now().getTime()
}

export function waitingSince(server: TestServer, { body }: Answer, basis: Ticket['basis']): Ticket {
  return { token: body.mfa_token, until: nowOf(server) + 10 * minute, open: true, basis }
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
    authAt: now,
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

/** Whether it was proved lately who is there, where no password is asked for. */
export function isProved(server: TestServer, person: Person, { authAt, factorAt }: Session): boolean {
  return nowOf(server) - (person.secret === undefined ? authAt : factorAt) < 15 * minute
}

/** Mailed links that whatever changes the password takes along. */
export function closeMailed({ resets, moves }: Person): void {
  for (const link of [...resets, ...moves]) link.open = false
}

/** Whether the password or link that a sign-in began with is still there. */
export function stands({ link, password }: Person, { basis }: Ticket): boolean {
  return basis === link || basis === password
}

/** Whatever ends a session also ends the sign-ins that wait; where there is none to end, they go on. @param keep a session that goes on */
export function endAll(person: Person, keep?: Session): void {
  const ending = person.sessions.filter((session) => session.live && session !== keep)
  for (const session of ending) session.live = false
  if (ending.length > 0) closeTickets(person)
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
