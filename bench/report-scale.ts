import { roundCount } from './measure-rounds.ts'
import type { ScaleResult, Stage } from './measure-scale.ts'
import { median } from './median.ts'
import { describe, type Machine } from './report.ts'
import { count, mebibytes, orDash, ratio, table } from './write-table.ts'

/** How much dearer each operation becomes as the accounts grow in number, as a Markdown page. */
export function writeScaleReport(machine: Machine, results: readonly ScaleResult[]): string {
  const rounds = `${roundCount} rounds of ${machine.seconds} s an operation, in which the sizes took turns.`
  const head = `Cost of an operation against that with the fewest accounts: by time, and by processor time with that of the \
store. Each figure is from the medians of its ${roundCount} rounds.`
  return [`${describe(machine)}, ${rounds}`, head, ...results.map(section)].join('\n\n')
}

function section({ store, stages }: ScaleResult): string {
  const [first, ...later] = stages
  const titles = later.flatMap(({ accounts }) => [`${number(accounts)}, time`, `${number(accounts)}, CPU`])
  const grown = table(
    ['Operation', `Requests/s with ${number(first?.accounts ?? 0)} accounts`, ...titles],
    (first?.lines ?? []).map((line) => [
      line.name,
      count(rateOf(line)),
      ...later.flatMap((stage) => ratiosOf(line, stage)),
    ]),
  )
  const sizes = stages.map(
    ({ accounts, bytes }) => `${mebibytes(bytes).toLocaleString('en')} MiB with ${number(accounts)}`,
  )
  return `## ${store}\n\n${grown}\n\nOn disk: ${sizes.join(', ')} accounts, each with a password, a device and a session.`
}

type ScaleLine = Stage['lines'][number]

function ratiosOf(before: ScaleLine, { lines }: Stage): string[] {
  const after = lines.find(({ name }) => name === before.name)
  if (!after) return ['–', '–']
  const [little, much] = [before, after].map(cpuOf)
  return [ratio(rateOf(before) / rateOf(after)), orDash(little && much && much / little, ratio)]
}

function rateOf({ rounds }: ScaleLine): number {
  return median(rounds.map(({ perSecond }) => perSecond))
}

/** The processor time of an answer, the store's included; undefined where the system does not tell. */
function cpuOf({ rounds }: ScaleLine): number | undefined {
  const known = rounds.flatMap(({ cpu, storeCpu }) => (cpu === undefined ? [] : [cpu + (storeCpu ?? 0)]))
  return known.length === 0 ? undefined : median(known)
}

function number(accounts: number): string {
  return accounts.toLocaleString('en')
}
