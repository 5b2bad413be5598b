import type { Request } from 'autocannon'
import type { Conversation } from './load.ts'
import { type Crowd, namesOf, type Person, password } from './people.ts'

/** What bounds an operation: the web server alone, or the password hash alone. */
export type Bound = 'bare route' | 'hash alone'

export const operationNames = [
  ...(['profile', 'token verify', 'introspection', 'admin search', 'refresh'] as const),
  ...(['login', 'register'] as const),
]
export type OperationName = (typeof operationNames)[number]

/** One thing that clients ask of the service, and how many connections ask it at once. */
export type Operation = {
  readonly name: OperationName
  readonly connections: number
  readonly status: number
  readonly bound: Bound
  readonly converse: (connection: number) => Conversation
  /** Whether a load uses up what its people have, so that the next one needs them signed in anew. */
  readonly spendsTokens?: boolean
}

/** Hashes wait in turn: more connections only wait longer. */
export const hashConnections = 16
export const cheapConnections = 32

/** How many people the loads need, so that no two connections ever act for the same one. */
export const peopleNeeded = 32

/** The loads of one service, for those who have signed in there: what is cheap first. */
export function operationsFor({ people, adminAccess, clientAuthorization }: Crowd): readonly Operation[] {
  const personAt = (index: number): Person => {
    const person = people[index % people.length]
    if (!person) throw new TypeError('nobody has signed up')
    return person
  }
  const at = (act: (person: Person) => Conversation) => (connection: number) => act(personAt(connection))
  const cheap = { connections: cheapConnections, status: 200, bound: 'bare route' } as const
  const costly = { connections: hashConnections, bound: 'hash alone' } as const
  return [
    { ...cheap, name: 'profile', converse: at(readProfile) },
    { ...cheap, name: 'token verify', converse: at(({ access }) => repeat(post('token/verify/', { token: access }))) },
    { ...cheap, name: 'introspection', converse: at(({ access }) => introspect(access, clientAuthorization)) },
    { ...cheap, name: 'admin search', converse: at(({ email }) => search(email, adminAccess)) },
    { ...cheap, name: 'refresh', spendsTokens: true, converse: at(refreshAgain) },
    {
      ...costly,
      name: 'login',
      status: 200,
      converse: (connection) => signIn((turn) => personAt(connection + turn * hashConnections)),
    },
    { ...costly, name: 'register', status: 201, converse: register },
  ]
}

/** The profile of one person, again and again. */
export function readProfile({ access }: Pick<Person, 'access'>): Conversation {
  return repeat({ method: 'GET', path: '/api/auth/profile/', headers: { authorization: `Bearer ${access}` } })
}

export function repeat(request: Request): Conversation {
  return { next: () => request }
}

function introspect(token: string, authorization: string): Conversation {
  return repeat(post('introspect/', { token }, { authorization }))
}

/** What an administrator does to find somebody: the beginning of an address. */
function search(email: string, access: string): Conversation {
  const path = `/api/admin/users/?search=${encodeURIComponent(email.slice(0, email.indexOf('@')))}`
  return repeat({ method: 'GET', path, headers: { authorization: `Bearer ${access}` } })
}

/** One session, refreshed with its newest token each time. */
function refreshAgain(person: Person): Conversation {
  let refresh = person.refresh
  return {
    next: () => post('refresh/', { refresh }),
    answered: (_status, body) => {
      refresh = (JSON.parse(body) as { refresh: string }).refresh
    },
  }
}

/** People sign in on the device that they signed in on before. */
function signIn(personOf: (turn: number) => Person): Conversation {
  let turn = 0
  return {
    next: () => {
      const { email, deviceToken } = personOf(turn++)
      return post('login/', { email, password }, { 'x-device-token': deviceToken })
    },
    answered: () => undefined,
  }
}

function register(connection: number): Conversation {
  let turn = 0
  return {
    next: () => post('register/', { ...newcomer(connection, turn++), password }),
    answered: () => undefined,
  }
}

/** Names that nobody had before, in no earlier load of the same service either. */
export function newcomer(connection: number, turn: number): { email: string; username: string } {
  return namesOf(`new-${Math.round(performance.now())}-${connection}-${turn}`)
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return postTo(`/api/auth/${path}`, body, headers)
}

/** A request with a body of JSON. */
export function postTo(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
