import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import type { Conversation } from './load.ts'
import { measureUse, type Taken } from './measure-use.ts'
import { cheapConnections, hashConnections, newcomer, type OperationName, postTo, repeat } from './operations.ts'
import { namesOf, password } from './people.ts'
import { type Place, type Service, startProgram } from './service.ts'

/** Its own default (scrypt), or argon2id as this service has it. */
export type PeerHash = 'scrypt' | 'argon2id'

/** What the peer did of one operation; of reads, which hash nothing, it does not matter by which. */
export type PeerLine = Taken & { readonly name: OperationName; readonly hash: PeerHash }

type PeerPlan = {
  readonly place: Place
  readonly seconds: number
  readonly stores: readonly number[]
  readonly only: readonly string[]
}
type Member = { readonly email: string; readonly cookie: string }

/** Measures one process of better-auth with the same load, on a database of its own. */
export async function measurePeer(children: Children, plan: PeerPlan): Promise<readonly PeerLine[]> {
  return [...(await measureWith(children, plan, 'scrypt')), ...(await measureWith(children, plan, 'argon2id'))]
}

async function measureWith(children: Children, plan: PeerPlan, hash: PeerHash): Promise<readonly PeerLine[]> {
  const service = await startPeer(children, plan.place, hash)
  try {
    const members = await signUp(service, hash)
    const lines: PeerLine[] = []
    const isWanted = (name: string) => plan.only.includes(name) && (hash === 'scrypt' || name !== 'profile')
    for (const { name, ...load } of operationsFor(members)) {
      if (!isWanted(name)) continue
      const { origin } = service
      process.stderr.write(`better-auth, ${name}, ${hash}: `)
      const taken = await measureUse(service, plan.stores, { origin, seconds: plan.seconds, status: 200, ...load })
      lines.push({ name, hash, ...taken })
    }
    return lines
  } finally {
    await service.stop()
  }
}

function startPeer(children: Children, { folder, databaseUrl }: Place, hash: PeerHash): Promise<Service> {
  const database = databaseUrl === undefined ? { SQLITE_FILE: join(folder, 'peer.db') } : { DATABASE_URL: databaseUrl }
  return startProgram(children, [join(import.meta.dirname, 'peer-host.ts')], {
    cwd: folder,
    probe: '/api/auth/ok',
    // As its host would be run in earnest: it looks at this for its cookies and checks.
    env: { ...database, HASH: hash, NODE_ENV: 'production' },
  })
}

async function signUp({ origin }: Service, hash: PeerHash): Promise<readonly Member[]> {
  const members: Member[] = []
  for (let at = 0; at < cheapConnections; at++) {
    const { email, username } = namesOf(`${hash}-${at}`)
    const answer = await fetch(`${origin}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ email, password, name: username }),
    })
    if (!answer.ok) throw new Error(`the peer's sign-up answered ${answer.status}: ${await answer.text()}`)
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    members.push({ email, cookie })
  }
  return members
}

function operationsFor(members: readonly Member[]) {
  const memberAt = (index: number): Member => {
    const member = members[index % members.length]
    if (!member) throw new TypeError('nobody has signed up')
    return member
  }
  const cheap = { name: 'profile', connections: cheapConnections } as const
  const readSession = (connection: number): Conversation => {
    const { cookie } = memberAt(connection)
    return repeat({ method: 'GET', path: '/api/auth/get-session', headers: { cookie } })
  }
  return [
    { ...cheap, converse: readSession },
    { name: 'login', connections: hashConnections, converse: (at: number) => signIn((turn) => memberAt(at + turn)) },
    { name: 'register', connections: hashConnections, converse: register },
  ] as const
}

function signIn(memberOf: (turn: number) => Member): Conversation {
  let turn = 0
  return {
    next: () => postTo('/api/auth/sign-in/email', { email: memberOf(turn++).email, password }),
    answered: () => undefined,
  }
}

function register(connection: number): Conversation {
  let turn = 0
  return {
    next: () => {
      const { email, username } = newcomer(connection, turn++)
      return postTo('/api/auth/sign-up/email', { email, password, name: username })
    },
    answered: () => undefined,
  }
}
