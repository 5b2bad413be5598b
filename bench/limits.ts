import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Children } from '../scripts/testing/children.ts'
import { measureLoad } from './load.ts'
import { type Bound, readProfile } from './operations.ts'
import { startProgram } from './service.ts'

/** The service keeps two threads of the pool free, and never runs more hashes at once than there are cores. */
const hashesAtOnce = availableParallelism()
const poolThreads = Math.max(4, hashesAtOnce + 2)

export type LimitPlan = { readonly seconds: number; readonly processes: number; readonly access: string }

/** What bounds an operation, in answers or hashes a second. */
export function measureLimit(children: Children, bound: Bound, plan: LimitPlan): Promise<number> {
  return bound === 'bare route' ? measureBareRoute(children, plan) : measureHashes(children, plan.seconds)
}

/**
 * How many answers a second a route gives that does nothing, asked with the same request as the profile.
 * @param plan with any token, so that as many bytes travel
 */
async function measureBareRoute(children: Children, { access, seconds, processes }: LimitPlan): Promise<number> {
  const program = await startProgram(children, [join(import.meta.dirname, 'bare-route.ts')], {
    cwd: import.meta.dirname,
    probe: '/api/auth/profile/',
    env: { WEB_CONCURRENCY: String(processes) },
  })
  try {
    const { origin } = program
    const load = { origin, seconds, connections: 32, status: 200, converse: () => readProfile({ access }) }
    return (await measureLoad(load)).perSecond
  } finally {
    await program.stop()
  }
}

/** How many password hashes a second this machine computes when it does nothing else. */
async function measureHashes(children: Children, seconds: number): Promise<number> {
  const child = children.start(process.execPath, [join(import.meta.dirname, 'hash-alone.ts')], {
    env: {
      HASH_CONCURRENCY: String(hashesAtOnce),
      HASH_SECONDS: String(seconds),
      UV_THREADPOOL_SIZE: String(poolThreads),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await child.ended
  if (code !== 0 || !(Number(said) > 0)) throw new Error(`hash-alone.ts ended with ${code}: ${said}`)
  return Number(said)
}
