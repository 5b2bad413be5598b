import type { Request } from 'autocannon'
import type { Conversation } from './load.ts'
import { namesOf, type Person, password } from './people.ts'

/** One thing that clients ask of the service, and how many connections ask it at once. */
export type Operation = {
  readonly name: 'profile' | 'refresh' | 'login' | 'register'
  readonly connections: number
  readonly status: number
  /** What bounds it: the web server alone, or the password hash alone. */
  readonly bound: 'bare route' | 'hash alone'
  readonly converse: (connection: number) => Conversation
}

/** Hashes wait in turn: more connections only wait longer. */
const hashConnections = 16
const cheapConnections = 32

/** How many people the loads need, so that no two connections ever act for the same one. */
export const peopleNeeded = 64

/** The loads of one service, for the people who have signed up there. */
export function operationsFor(people: readonly Person[]): readonly Operation[] {
  const personAt = (index: number): Person => {
    const person = people[index % people.length]
    if (!person) throw new TypeError('nobody has signed up')
    return person
  }
  const cheap = { connections: cheapConnections, status: 200, bound: 'bare route' } as const
  const costly = { connections: hashConnections, bound: 'hash alone' } as const
  return [
    { ...cheap, name: 'profile', converse: (connection) => readProfile(personAt(connection)) },
    { ...cheap, name: 'refresh', converse: (connection) => refreshAgain(personAt(connection)) },
    {
      ...costly,
      name: 'login',
      status: 200,
      converse: (connection) => signIn((turn) => personAt(connection + turn * hashConnections)),
    },
    { ...costly, name: 'register', status: 201, converse: (connection) => register(connection) },
  ]
}

/** The profile of one person, again and again. */
export function readProfile({ access }: Pick<Person, 'access'>): Conversation {
  const headers = { authorization: `Bearer ${access}` }
  return { next: () => ({ method: 'GET', path: '/api/auth/profile/', headers }) }
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
    next: () => post('register/', { ...namesOf(`newcomer-${connection}-${turn++}`), password }),
    answered: () => undefined,
  }
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return {
    method: 'POST',
    path: `/api/auth/${path}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
