import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Answer, Client } from './client.ts'
import type { TestServer } from './harness.ts'
import { tokenIn } from './mailbox.ts'

const api = '/api/auth'

/** Somebody with an account, acting through one client. */
export type Actor = {
  readonly id: string
  readonly email: string
  readonly username: string
  password: string
  /** The tokens of the newest sign-in or refresh. */
  access: string
  refresh: string
  deviceToken: string
  /** The client with the present access token. */
  readonly client: () => Client
  readonly login: (headers?: Record<string, string>) => Promise<Answer>
  readonly renew: () => Promise<Answer>
  readonly profile: () => Promise<Answer>
}

type Person = { email: string; username: string; password: string }

/** A name nobody else has. */
export function somebody(name = 'ana'): Person {
  const mark = randomBytes(5).toString('hex')
  return { email: `${name}.${mark}@example.com`, username: `${name}-${mark}`, password: 'Corr3ct-horse!' }
}

/** Registers through the API, without verifying the address. */
export async function registerUnverified(server: TestServer, name = 'ana'): Promise<Person & { id: string }> {
  const person = somebody(name)
  const answer = await server.client().post(`${api}/register/`, person)
  assert.equal(answer.status, 201, answer.text)
  return { ...person, id: answer.body.id }
}

/** Registers and verifies by the mailed link; not signed in yet. */
export async function registerVerified(server: TestServer, name = 'ana'): Promise<Actor> {
  const person = await registerUnverified(server, name)
  const token = tokenIn(await server.mailbox.last(person.email))
  const answer = await server.client().post(`${api}/verify-email/`, { token })
  assert.equal(answer.status, 200, answer.text)
  return makeActor(server, person)
}

/** Registers, verifies and signs in. */
export async function signUp(server: TestServer, name = 'ana'): Promise<Actor> {
  const actor = await registerVerified(server, name)
  const answer = await actor.login()
  assert.equal(answer.status, 200, answer.text)
  return actor
}

/** The same account on another device: a client of its own, not signed in yet. */
export function onAnotherDevice(server: TestServer, actor: Actor): Actor {
  const { id, email, username, password } = actor
  return makeActor(server, { id, email, username, password })
}

function makeActor(server: TestServer, person: Person & { id: string }): Actor {
  const client = server.client()
  const actor: Actor = {
    ...person,
    access: '',
    refresh: '',
    deviceToken: '',
    client: () => client.as(actor.access),
    async login(headers = {}) {
      const known = actor.deviceToken === '' ? {} : { 'x-device-token': actor.deviceToken }
      const body = { email: actor.email, password: actor.password }
      const answer = await client.post(`${api}/login/`, body, { ...known, ...headers })
      if (answer.status === 200) keep(actor, answer)
      return answer
    },
    async renew() {
      const answer = await client.post(`${api}/refresh/`, { refresh: actor.refresh })
      if (answer.status === 200) keep(actor, answer)
      return answer
    },
    profile: () => actor.client().get(`${api}/profile/`),
  }
  return actor
}

function keep(actor: Actor, { body }: Answer): void {
  actor.access = body.access
  actor.refresh = body.refresh ?? actor.refresh
  actor.deviceToken = body.device_token ?? actor.deviceToken
}
