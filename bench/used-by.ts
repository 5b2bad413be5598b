import { readdirSync, readFileSync } from 'node:fs'

/** What a process and those that it started have used so far: seconds of processor time, and bytes of memory now. */
export type Used = { readonly cpuSeconds: number; readonly memory: number }

/** Linux counts a process's time in hundredths of a second towards programs, whatever its own clock does. */
const ticksPerSecond = 100
const bytesPerKib = 1024

type Row = { readonly pid: number; readonly parent: number; readonly ticks: number }

/**
 * Reads what processes have used, from outside, so that asking costs them nothing.
 * @param pids each with all that it started
 * @returns undefined where the system has no /proc
 */
export function usedBy(pids: readonly number[]): Used | undefined {
  const rows = readProcesses()
  if (rows.length === 0) return undefined
  const family = new Set(pids)
  // A child may stand before its parent in the list: as many rounds as there are generations.
  for (let grown = -1; grown !== family.size; ) {
    grown = family.size
    for (const { pid, parent } of rows) if (family.has(parent)) family.add(pid)
  }
  const members = rows.filter(({ pid }) => family.has(pid))
  const ticks = members.reduce((sum, row) => sum + row.ticks, 0)
  return { cpuSeconds: ticks / ticksPerSecond, memory: members.reduce((sum, { pid }) => sum + residentOf(pid), 0) }
}

function readProcesses(): readonly Row[] {
  return namesIn('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []))
}

function readProcess(pid: number): readonly Row[] {
  // The name of the program stands in brackets and may hold anything; what counts is behind it.
  const facts = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  const [parent, user, system] = [facts[1], facts[11], facts[12]].map(Number)
  if (parent === undefined || user === undefined || system === undefined || Number.isNaN(system)) return []
  return [{ pid, parent, ticks: user + system }]
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * bytesPerKib
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // No Linux.
    return []
  }
}

/** A process may end while the list is read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
