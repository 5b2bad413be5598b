import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import { measureBareRoute, measureHashes } from './limits.ts'
import { type Figures, measureLoad } from './load.ts'
import { type Operation, operationsFor, peopleNeeded } from './operations.ts'
import { signUpPeople } from './people.ts'
import { mailFolder, type Place, type Service, startService } from './service.ts'

/** One line of the table. `limit` is what bounds it, in answers or hashes a second, measured right before and after. */
export type Line = Figures & Pick<Operation, 'name' | 'bound'> & { readonly limit: number }

export type StoreResult = {
  readonly store: string
  /** Milliseconds from start to first answer: on an empty database, and the median of later starts. */
  readonly startMs: { readonly first: number; readonly later: number }
  /** Resident memory of the process in bytes. */
  readonly memory: { readonly idle: number; readonly afterLoad: number }
  readonly lines: readonly Line[]
}

const laterStarts = 5
const settleMs = 2000

export type Plan = { readonly store: string; readonly databaseUrl: string | undefined; readonly seconds: number }

/** Measures one process of the service on one store, from its first start to its memory after the load. */
export async function measureStore(children: Children, plan: Plan): Promise<StoreResult> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-bench-'))
  const place = { folder, databaseUrl: plan.databaseUrl }
  try {
    const first = await startAndStop(children, place)
    const later: number[] = []
    for (let i = 0; i < laterStarts; i++) later.push(await startAndStop(children, place))
    const service = await startService(children, place)
    try {
      const idle = await settledMemory(service)
      const lines = await measureOperations(children, service, { ...plan, mails: mailFolder(place) })
      const afterLoad = await settledMemory(service)
      return { store: plan.store, startMs: { first, later: median(later) }, memory: { idle, afterLoad }, lines }
    } finally {
      await service.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startAndStop(children: Children, place: Place): Promise<number> {
  const service = await startService(children, place)
  await service.stop()
  return service.startMs
}

async function measureOperations(
  children: Children,
  { origin }: Service,
  plan: { mails: string; seconds: number },
): Promise<readonly Line[]> {
  const people = await signUpPeople(origin, plan.mails, peopleNeeded)
  const lines: Line[] = []
  for (const { name, bound, ...load } of operationsFor(people)) {
    const half = plan.seconds / 2
    const limit = (): Promise<number> =>
      bound === 'bare route' ? measureBareRoute(children, people[0]?.access ?? '', half) : measureHashes(children, half)
    // Before and after: a machine that becomes busy with something else is then busy for both.
    const before = await limit()
    const figures = await measureLoad({ origin, seconds: plan.seconds, ...load })
    lines.push({ name, bound, limit: (before + (await limit())) / 2, ...figures })
  }
  return lines
}

/** Memory some time after the last request, when the collector and the allocator have come to rest. */
async function settledMemory(service: Service): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  return service.memory()
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
