import type { ScaleResult, Stage } from './measure-scale.ts'
import type { Taken } from './measure-use.ts'
import { describe, type Machine } from './report.ts'
import { count, mebibytes, orDash, ratio, table } from './write-table.ts'

/** How much dearer each operation becomes as the accounts grow in number, as a Markdown page. */
export function writeScaleReport(machine: Machine, results: readonly ScaleResult[]): string {
  const head =
    'Cost of an operation against that with the fewest accounts: by time, and by processor time with that of the store.'
  return [describe(machine), head, ...results.map(section)].join('\n\n')
}

function section({ store, stages }: ScaleResult): string {
  const [first, ...later] = stages
  const titles = later.flatMap(({ accounts }) => [`${number(accounts)}, time`, `${number(accounts)}, CPU`])
  const grown = table(
    ['Operation', `Requests/s with ${number(first?.accounts ?? 0)} accounts`, ...titles],
    (first?.lines ?? []).map((line) => [
      line.name,
      count(line.perSecond),
      ...later.flatMap((stage) => ratiosOf(line, stage)),
    ]),
  )
  const sizes = stages.map(
    ({ accounts, bytes }) => `${mebibytes(bytes).toLocaleString('en')} MiB with ${number(accounts)}`,
  )
  return `## ${store}\n\n${grown}\n\nOn disk: ${sizes.join(', ')} accounts, each with a password, a device and a session.`
}

function ratiosOf(before: Taken & { readonly name: string }, { lines }: Stage): string[] {
  const after = lines.find(({ name }) => name === before.name)
  if (!after) return ['–', '–']
  const [little, much] = [before, after].map(({ cpu, storeCpu }) => cpu && cpu + (storeCpu ?? 0))
  return [ratio(before.perSecond / after.perSecond), orDash(little && much && much / little, ratio)]
}

function number(accounts: number): string {
  return accounts.toLocaleString('en')
}
