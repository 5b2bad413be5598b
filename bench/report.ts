import { availableParallelism, totalmem } from 'node:os'
import type { Line, StoreResult } from './measure-store.ts'

export type Machine = {
  readonly cores: number
  readonly memoryGib: number
  readonly node: string
  readonly system: string
}

export function thisMachine(): Machine {
  const memoryGib = Math.round(totalmem() / 2 ** 30)
  return { cores: availableParallelism(), memoryGib, node: process.versions.node, system: process.platform }
}

/** The results as a Markdown page. */
export function writeReport(machine: Machine, results: readonly StoreResult[]): string {
  const { cores, memoryGib, node, system } = machine
  const head = `One process on ${cores} cores and ${memoryGib} GiB, shared with the load, Node ${node}, ${system}.`
  return [head, ...results.map(section)].join('\n\n')
}

function section({ store, startMs, memory, lines }: StoreResult): string {
  return `## ${store}

| Operation | Requests/s | p50 ms | p99 ms | Its limit, measured before and after | Of that |
|---|---:|---:|---:|---|---:|
${lines.map(row).join('\n')}

First start ${Math.round(startMs.first)} ms, later starts ${Math.round(startMs.later)} ms (median). \
Memory ${mebibytes(memory.idle)} MiB idle, ${mebibytes(memory.afterLoad)} MiB after the load.`
}

const limits = { 'bare route': 'empty routes', 'hash alone': 'hashes' } as const

function row({ name, perSecond, p50, p99, bound, limit }: Line): string {
  const ratio = `${Math.round((perSecond / limit) * 100)} %`
  return `| ${name} | ${count(perSecond)} | ${ms(p50)} | ${ms(p99)} | ${count(limit)} ${limits[bound]}/s | ${ratio} |`
}

function count(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en')
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
