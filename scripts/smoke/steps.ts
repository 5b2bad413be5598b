import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Answer, Client } from './client.ts'
import type { Verify } from './verify.ts'

/** A step passes, fails by throwing, or is of no concern to this version of the service. */
export type Step = {
  readonly name: string
  readonly run: () => Promise<'passed' | 'absent'>
  /** Whether nothing behind it can work without it. */
  readonly vital?: true
}

const api = '/api/auth'
const wrongTries = 5

type Person = { readonly email: string; readonly username: string; password: string; access: string; refresh: string }

/** The walk through a service: each step builds on those before it, and the last leaves the account switched off. */
export function smokeSteps(client: Client, verify: Verify): Step[] {
  const mark = randomBytes(4).toString('hex')
  const person: Person = {
    email: `smoke-${mark}@example.com`,
    username: `smoke-${mark}`,
    password: `Sm0ke-${randomBytes(9).toString('base64url')}`,
    access: '',
    refresh: '',
  }
  const passing = (name: string, act: () => Promise<void>): Step => ({
    name,
    run: async () => {
      await act()
      return 'passed'
    },
  })
  return [
    { ...passing('the service answers', async () => expect(await client.get('/healthz'), 200)), vital: true },
    { ...passing('registration', () => register(client, person)), vital: true },
    passing('no sign-in before the address is verified', async () => expect(await signIn(client, person), 401)),
    { ...passing('the address is verified', () => verify(client, person.email)), vital: true },
    { ...passing('sign-in', () => keepSession(client, person)), vital: true },
    passing('profile: read and change', () => profile(client, person)),
    passing('the session is refreshed', () => refresh(client, person)),
    passing('password change', () => changePassword(client, person)),
    { name: 'second factor: set-up by authenticator app', run: () => totpSetUp(client, person) },
    passing('sign-out', () => signOut(client, person)),
    passing(`brute force: the account is locked after ${wrongTries} wrong passwords`, () => bruteForce(client, person)),
    passing('the account is deactivated', () => deactivate(client, person)),
  ]
}

async function register(client: Client, { email, username, password }: Person): Promise<void> {
  const answer = await client.send('POST', `${api}/register/`, { email, username, password })
  expect(answer, 201)
  assert.equal(answer.body.email, email)
}

function signIn(client: Client, { email, password }: Pick<Person, 'email' | 'password'>): Promise<Answer> {
  return client.send('POST', `${api}/login/`, { email, password })
}

async function keepSession(client: Client, person: Person): Promise<void> {
  const answer = await signIn(client, person)
  expect(answer, 200)
  person.access = String(answer.body.access)
  person.refresh = String(answer.body.refresh)
}

async function profile(client: Client, { email, access }: Person): Promise<void> {
  const read = await client.get(`${api}/profile/`, access)
  expect(read, 200)
  assert.equal(read.body.email, email)
  const changed = await client.send('PATCH', `${api}/profile/`, { display_name: 'Smoke test' }, access)
  expect(changed, 200)
  expect(await client.get(`${api}/profile/`), 401)
}

async function refresh(client: Client, person: Person): Promise<void> {
  const answer = await client.send('POST', `${api}/refresh/`, { refresh: person.refresh })
  expect(answer, 200)
  person.access = String(answer.body.access)
  person.refresh = String(answer.body.refresh)
}

async function changePassword(client: Client, person: Person): Promise<void> {
  const next = `${person.password}-2`
  const body = { current_password: person.password, new_password: next, confirm_password: next }
  expect(await client.send('POST', `${api}/change-password/`, body, person.access), 200)
  expect(await signIn(client, person), 401)
  person.password = next
  expect(await signIn(client, person), 200)
}

async function totpSetUp(client: Client, { access }: Person): Promise<'passed' | 'absent'> {
  const answer = await client.get(`${api}/mfa/totp/setup/`, access)
  if (answer.status === 404) return 'absent'
  expect(answer, 200)
  for (const name of ['secret', 'qr_code', 'backup_codes']) assert.ok(answer.body[name], `the answer has no ${name}`)
  return 'passed'
}

/** Signs out and in again: what comes behind needs a live session. */
async function signOut(client: Client, person: Person): Promise<void> {
  expect(await client.send('POST', `${api}/logout/`, { refresh: person.refresh }), 205)
  expect(await client.get(`${api}/profile/`, person.access), 401)
  expect(await client.send('POST', `${api}/refresh/`, { refresh: person.refresh }), 401)
  await keepSession(client, person)
}

async function bruteForce(client: Client, person: Person): Promise<void> {
  const guess = { email: person.email, password: 'a-wrong-password' }
  for (let tries = 0; tries < wrongTries; tries++) expect(await signIn(client, guess), 401)
  expect(await signIn(client, guess), 423)
  expect(await signIn(client, person), 423)
  expect(await client.get(`${api}/profile/`, person.access), 200)
}

async function deactivate(client: Client, person: Person): Promise<void> {
  const body = { password: person.password, confirm_deactivation: true }
  expect(await client.send('POST', `${api}/deactivate-account/`, body, person.access), 200)
  expect(await client.get(`${api}/profile/`, person.access), 401)
}

function expect({ status, body }: Answer, wanted: number): void {
  assert.equal(status, wanted, `it answered ${status} instead of ${wanted}: ${JSON.stringify(body)}`)
}
