import { availableParallelism, totalmem } from 'node:os'
import type { Line, StoreResult } from './measure-store.ts'
import type { Taken } from './measure-use.ts'
import { count, mebibytes, ms, orDash, ratio, table } from './write-table.ts'

export type Machine = {
  readonly cores: number
  readonly memoryGib: number
  readonly node: string
  readonly system: string
  /** Seconds that each operation was measured at a time. */
  readonly seconds: number
  readonly date: string
}

export function thisMachine(seconds: number): Machine {
  const memoryGib = Math.round(totalmem() / 2 ** 30)
  const date = new Date().toISOString().slice(0, 10)
  const node = process.versions.node
  return { cores: availableParallelism(), memoryGib, node, system: process.platform, seconds, date }
}

/** What the figures were measured on. */
export function describe({ cores, memoryGib, node, system, date }: Machine): string {
  return `Measured on ${date}: ${cores} cores and ${memoryGib} GiB, shared with the load and the stores, Node ${node}, \
${system}`
}

/** The results as a Markdown page. */
export function writeReport(machine: Machine, results: readonly StoreResult[]): string {
  const head = `${describe(machine)}, ${machine.seconds} s an operation.`
  return [head, ...results.map(section)].join('\n\n')
}

function section({ store, startMs, idleMemory, lines, peer }: StoreResult): string {
  const start = `First start ${Math.round(startMs.first)} ms, later starts ${Math.round(startMs.later)} ms (median).`
  const idle = idleMemory === undefined ? '' : ` Memory ${mebibytes(idleMemory)} MiB idle.`
  const parts = [`## ${store}`, ownTable(lines), `${start}${idle}`]
  return [...parts, ...(peer.length > 0 ? [peerTable({ lines, peer })] : [])].join('\n\n')
}

const limits = { 'bare route': 'empty routes', 'hash alone': 'hashes' } as const

function ownTable(lines: readonly Line[]): string {
  const figures = ['Requests/s', 'p50 ms', 'p99 ms', 'Loop p99 ms', 'CPU µs', 'Store µs', 'MiB']
  return table(
    ['Operation', 'Processes', ...figures, 'Its limit', 'Of that'],
    lines.map((line) => [
      line.name,
      String(line.processes),
      count(line.perSecond),
      ms(line.p50),
      ms(line.p99),
      orDash(line.loopDelay, ms),
      ...costOf(line),
      `${count(line.limit)} ${limits[line.bound]}/s`,
      `${Math.round((line.perSecond / line.limit) * 100)} %`,
    ]),
  )
}

function costOf({ cpu, storeCpu, memory }: Taken): string[] {
  return [orDash(cpu, count), orDash(storeCpu, count), orDash(memory, (bytes) => String(mebibytes(bytes)))]
}

const theirs = { profile: 'get-session', login: 'sign-in', register: 'sign-up' } as const
const isTheirs = (name: string): name is keyof typeof theirs => name in theirs

function peerTable({ lines, peer }: Pick<StoreResult, 'lines' | 'peer'>): string {
  const own = new Map(lines.filter(({ processes }) => processes === 1).map((line) => [line.name, line]))
  return table(
    [
      'better-auth, one process',
      'Hash',
      'Requests/s',
      'p50 ms',
      'p99 ms',
      'CPU µs',
      'Store µs',
      'MiB',
      'Ours, by rate',
      'Ours, by CPU',
    ],
    peer.map((line) => [
      isTheirs(line.name) ? theirs[line.name] : line.name,
      line.name === 'profile' ? '–' : line.hash,
      count(line.perSecond),
      ms(line.p50),
      ms(line.p99),
      ...costOf(line),
      ratio((own.get(line.name)?.perSecond ?? 0) / line.perSecond),
      orDash(timesCheaper(own.get(line.name), line), ratio),
    ]),
  )
}

/** By how much less processor time, its own and the database's, our answer comes. */
function timesCheaper(ours: Taken | undefined, theirs: Taken): number | undefined {
  const [less, more] = [ours, theirs].map((one) => one?.cpu && one.cpu + (one.storeCpu ?? 0))
  return less && more && more / less
}
