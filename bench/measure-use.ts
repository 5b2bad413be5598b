import { type Figures, type Load, measureLoad } from './load.ts'
import { metricsToken, type Service } from './service.ts'
import { usedBy } from './used-by.ts'

/** The metric measures by a timer of so many milliseconds, and counts them in. */
const samplingMs = 10

/** What a load found, and what it took. */
export type Taken = Figures & {
  /**
   * Microseconds of processor time that the service needed for one answer, and the database and Redis for it; undefined
   * where the system does not tell. Unlike the others these hardly change when the machine is busy with something else.
   */
  readonly cpu: number | undefined
  readonly storeCpu: number | undefined
  /** Bytes of the service's processes at the end of the load. */
  readonly memory: number | undefined
}

/** Measures a load with its cost. @param stores the processes of the database and of Redis */
export async function measureUse(service: Service, stores: readonly number[], load: Load): Promise<Taken> {
  const read = () => ({ own: usedBy([service.pid]), stores: usedBy(stores) })
  let from = read()
  const figures = await measureLoad(load, () => {
    from = read()
  })
  const to = read()
  const cpuOf = (who: 'own' | 'stores') => {
    const [before, after] = [from[who], to[who]]
    if (figures.answers === 0 || !before || !after) return undefined
    return ((after.cpuSeconds - before.cpuSeconds) / figures.answers) * 1e6
  }
  process.stderr.write(`${Math.round(figures.perSecond)} a second\n`)
  return { ...figures, cpu: cpuOf('own'), storeCpu: cpuOf('stores'), memory: to.own?.memory }
}

/**
 * How long the event loop of a single process was late, in milliseconds: 99 of 100 times at most so long, since this was
 * asked the last time.
 */
export async function loopDelay({ origin }: Service): Promise<number> {
  const answer = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
  const seconds = /^nodejs_eventloop_lag_p99_seconds ([\d.e+-]+)/m.exec(await answer.text())?.[1]
  if (seconds === undefined) throw new Error('the service does not tell the delay of its event loop')
  return Math.max(0, Number(seconds) * 1000 - samplingMs)
}
