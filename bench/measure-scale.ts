import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import { type Served, takeTurns } from './measure-rounds.ts'
import type { Plan } from './measure-store.ts'
import type { Taken } from './measure-use.ts'
import { type OperationName, operationNames } from './operations.ts'
import { seedSizes } from './seed-sizes.ts'
import { startService } from './service.ts'

/** What one process did with so many accounts in its database, round by round. */
export type Stage = {
  readonly accounts: number
  readonly bytes: number
  readonly lines: readonly { readonly name: OperationName; readonly rounds: readonly Taken[] }[]
}
export type ScaleResult = { readonly store: string; readonly stages: readonly Stage[] }

/**
 * Measures one process of the service for each number of accounts, all of them side by side.
 * @param numbers of accounts, rising
 */
export async function measureScale(children: Children, plan: Plan, numbers: readonly number[]): Promise<ScaleResult> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-bench-'))
  const served: Served[] = []
  try {
    const place = { folder: join(folder, 'place'), databaseUrl: plan.databaseUrl, redisUrl: plan.redisUrl }
    const sizes = await seedSizes(children, place, numbers)
    for (const size of sizes) served.push({ ...size, service: await startService(children, size.place) })
    const measured: { name: OperationName; turns: Awaited<ReturnType<typeof takeTurns>> }[] = []
    for (const name of operationNames.filter((one) => plan.only.includes(one))) {
      measured.push({ name, turns: await takeTurns(served, plan, name) })
    }
    const linesAt = (at: number) => measured.map(({ name, turns }) => ({ name, rounds: turns[at] ?? [] }))
    const stages = sizes.map(({ accounts, bytes }, at) => ({ accounts, bytes, lines: linesAt(at) }))
    return { store: plan.store, stages }
  } finally {
    await Promise.all(served.map(({ service }) => service.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}
