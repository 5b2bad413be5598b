import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import { type Line, measureOperations, type Plan } from './measure-store.ts'
import { operationsFor, peopleNeeded } from './operations.ts'
import { gather, signUpPeople } from './people.ts'
import { seedAccounts, seededEmail } from './seed-accounts.ts'
import { startService } from './service.ts'

/** What one process did with so many accounts in its database. */
export type Stage = {
  readonly accounts: number
  readonly bytes: number
  readonly lines: readonly Omit<Line, 'limit'>[]
}
export type ScaleResult = { readonly store: string; readonly stages: readonly Stage[] }

/**
 * Measures one process of the service while its database grows.
 * @param sizes accounts at which it is measured, rising
 */
export async function measureScale(children: Children, plan: Plan, sizes: readonly number[]): Promise<ScaleResult> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-bench-'))
  const place = { folder, databaseUrl: plan.databaseUrl, redisUrl: plan.redisUrl }
  try {
    const service = await startService(children, place)
    // One signs up as people do; the others are made in the likeness of that one.
    const first = await signUpPeople(service.origin, place, 1)
    await gather(service.origin, place, first)
    await service.stop()
    const stages: Stage[] = []
    for (const [at, accounts] of sizes.entries()) {
      process.stderr.write(`${plan.store}, ${accounts} accounts\n`)
      const bytes = await seedAccounts(place, { from: (sizes[at - 1] ?? 0) + 1, to: accounts })
      stages.push({ accounts, bytes, lines: await measureStage(children, { ...plan, place, accounts }) })
    }
    return { store: plan.store, stages }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type StagePlan = Plan & { readonly place: Parameters<typeof startService>[1]; readonly accounts: number }

async function measureStage(children: Children, plan: StagePlan): Promise<Stage['lines']> {
  const service = await startService(children, plan.place)
  try {
    // From all parts of the table.
    const step = Math.floor(plan.accounts / peopleNeeded)
    const emails = Array.from({ length: peopleNeeded }, (_, at) => seededEmail(at * step + 1))
    const crowd = await gather(service.origin, plan.place, emails)
    const operations = operationsFor(crowd).filter(({ name }) => plan.only.includes(name))
    return await measureOperations(service, { ...plan, processes: 1 }, operations)
  } finally {
    await service.stop()
  }
}
