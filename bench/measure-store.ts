import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import { measureLimit } from './limits.ts'
import { loopDelay, measureUse, type Taken } from './measure-use.ts'
import { median } from './median.ts'
import { type Bound, type Operation, operationsFor, peopleNeeded } from './operations.ts'
import { measurePeer, type PeerLine } from './peer.ts'
import { gather, signUpPeople } from './people.ts'
import { type Place, type Service, startService } from './service.ts'
import { usedBy } from './used-by.ts'

/** One line of the table. `limit` is what bounds it, in answers or hashes a second, measured right before and after. */
export type Line = Taken &
  Pick<Operation, 'name' | 'bound'> & {
    readonly processes: number
    readonly limit: number
    /** Milliseconds that the event loop was late, 99 of 100 times at most; of one process alone. */
    readonly loopDelay: number | undefined
  }

export type StoreResult = {
  readonly store: string
  /** Milliseconds from start to first answer: on an empty database, and the median of later starts. */
  readonly startMs: { readonly first: number; readonly later: number }
  /** Resident memory of the single process in bytes, before it was asked anything. */
  readonly idleMemory: number | undefined
  readonly lines: readonly Line[]
  readonly peer: readonly PeerLine[]
}

const laterStarts = 3
const settleMs = 2000

export type Plan = {
  readonly store: string
  readonly databaseUrl?: string
  /** A second database, for the peer. */
  readonly peerUrl?: string
  readonly redisUrl?: string
  /** The processes of the database and of Redis. */
  readonly stores: readonly number[]
  readonly seconds: number
  readonly withPeer: boolean
  /** The operations to measure. */
  readonly only: readonly string[]
}

/** Measures the service on one store, from its first start, with one process and with one for each core; then its peer. */
export async function measureStore(children: Children, plan: Plan): Promise<StoreResult> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-bench-'))
  const place = { folder, databaseUrl: plan.databaseUrl, redisUrl: plan.redisUrl }
  try {
    const first = await startAndStop(children, place)
    const later: number[] = []
    for (let i = 0; i < laterStarts; i++) later.push(await startAndStop(children, place))
    const startMs = { first, later: median(later) }
    const { emails, idleMemory } = await firstPeople(children, place)
    const lines: Line[] = []
    for (const processes of new Set([1, availableParallelism()])) {
      lines.push(...(await measureProcesses(children, { ...plan, place, emails, processes })))
    }
    const peerPlace = { ...place, databaseUrl: plan.peerUrl }
    const peer = plan.withPeer ? await measurePeer(children, { ...plan, place: peerPlace }) : []
    return { store: plan.store, startMs, idleMemory, lines, peer }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startAndStop(children: Children, place: Place): Promise<number> {
  const service = await startService(children, place)
  await service.stop()
  return service.startMs
}

async function firstPeople(children: Children, place: Place) {
  const service = await startService(children, place)
  try {
    await new Promise((resolve) => setTimeout(resolve, settleMs))
    const idleMemory = usedBy([service.pid])?.memory
    return { emails: await signUpPeople(service.origin, place, peopleNeeded), idleMemory }
  } finally {
    await service.stop()
  }
}

type OperationsPlan = Pick<Plan, 'seconds' | 'stores'> & { readonly processes: number }

type ProcessesPlan = OperationsPlan & Pick<Plan, 'only'> & { readonly place: Place; readonly emails: readonly string[] }

async function measureProcesses(children: Children, plan: ProcessesPlan): Promise<readonly Line[]> {
  const service = await startService(children, plan.place, plan.processes)
  try {
    const crowd = await gather(service.origin, plan.place, plan.emails)
    const access = crowd.people[0]?.access ?? ''
    const operations = operationsFor(crowd).filter(({ name }) => plan.only.includes(name))
    const lines: Line[] = []
    for (const bound of ['bare route', 'hash alone'] as const satisfies readonly Bound[]) {
      const limit = () => measureLimit(children, bound, { seconds: plan.seconds, processes: plan.processes, access })
      // Before and after: a machine that becomes busy with something else is then busy for both.
      const before = await limit()
      const measured = await measureOperations(
        service,
        plan,
        operations.filter((one) => one.bound === bound),
      )
      const mean = (before + (await limit())) / 2
      lines.push(...measured.map((line) => ({ ...line, limit: mean })))
    }
    return lines
  } finally {
    await service.stop()
  }
}

/** Measures one operation after the other. */
async function measureOperations(service: Service, plan: OperationsPlan, operations: readonly Operation[]) {
  const { origin } = service
  const { processes, seconds, stores } = plan
  const lines: Omit<Line, 'limit'>[] = []
  for (const { name, bound, ...load } of operations) {
    // Of several processes any one would tell of itself.
    const askDelay = async () => (processes === 1 ? loopDelay(service) : undefined)
    await askDelay()
    process.stderr.write(`${name}, ${processes} processes: `)
    const taken = await measureUse(service, stores, { origin, seconds, ...load })
    lines.push({ name, bound, processes, ...taken, loopDelay: await askDelay() })
  }
  return lines
}
