import type { App } from '../platform/app.ts'
import type { AuditChain, AuditChains } from '../platform/db/schema.ts'
import { type ChainName, chainNames } from './chain.ts'
import { findCheckpoint } from './checkpoint.queries.ts'
import { type Checkpoint, judgeCheckpoint } from './checkpoint.ts'
import { collectFindings, type Finding, type Findings } from './findings.ts'
import { findBacklog } from './seal.queries.ts'
import { listForgedErasures, listOutside } from './verify.queries.ts'
import { type Head, type Reading, verifyEnd, verifyStretch } from './verify-chain.ts'

/** The end of a chain as it once was, kept where whoever writes the database cannot reach it. */
export type Anchor = { readonly chain: ChainName; readonly position: number; readonly hash: string }

export type Verdict = {
  /** Which events were read, by chain: those behind `from` up to `upTo`. */
  readonly read: Readonly<Record<ChainName, { from: number; upTo: number }>>
  readonly unsealed: number
  readonly findings: readonly Finding[]
  /** How many there are; not all may be told singly. */
  readonly count: number
}

/** The service may write while we read: what it has added is read as well, so often at most. */
const mostRounds = 5
const mostTold = 100

/**
 * Reads the whole log and finds every change, removal and reordering since the events were sealed.
 * @param options `anchors` from the log of the service; `onProgress` is told events read and in all
 */
export async function verifyLog(
  app: App,
  options: { anchors: readonly Anchor[]; onProgress: (done: number, total: number) => void },
): Promise<Verdict> {
  const findings = collectFindings()
  const { checkpoint, fault } = judgeCheckpoint(app.sealer, await findCheckpoint(app.db))
  if (fault !== undefined) findings.add({ what: 'checkpoint', says: fault })
  let read: Verdict['read'] = { main: { from: 0, upTo: 0 }, brief: { from: 0, upTo: 0 } }
  if (checkpoint) {
    const reading = beginReading(app, { checkpoint, findings, options })
    const { main, brief } = await readChains(app, reading, checkpoint.chains)
    noteEmptied(reading)
    await noteOutside(app, findings, { main, brief })
    noteAnchors(reading, { main, brief }, options.anchors)
    read = { main: { from: main.begins, upTo: main.ends }, brief: { from: brief.begins, upTo: brief.ends } }
  }
  const unsealed = (await findBacklog(app.db))?.events ?? 0
  return { read, unsealed, findings: findings.told, count: findings.count() }
}

type Begin = { checkpoint: Checkpoint; findings: Findings; options: Parameters<typeof verifyLog>[1] }

function beginReading(app: App, { checkpoint, findings, options }: Begin): Reading {
  const { main, brief } = checkpoint.chains
  const total = main.ends - main.begins + brief.ends - brief.begins
  let done = 0
  return {
    db: app.db,
    key: checkpoint.key,
    findings,
    emptied: new Map(),
    forgotten: new Set(),
    asked: new Map(options.anchors.map((anchor) => [placeOf(anchor), undefined])),
    present: async (chain) => (await presentChains(app, checkpoint.chains))[chain],
    onRead(events) {
      done += events
      options.onProgress(Math.min(done, total), total)
    },
  }
}

/** Where the chains stand by now. @param known what counts when the checkpoint is not ours any more */
async function presentChains(app: App, known: AuditChains): Promise<AuditChains> {
  const { checkpoint, fault } = judgeCheckpoint(app.sealer, await findCheckpoint(app.db))
  return checkpoint && fault === undefined ? checkpoint.chains : known
}

async function readChains(app: App, reading: Reading, first: AuditChains): Promise<AuditChains> {
  const begin = ({ begins, beginsHash }: AuditChain): Head => ({ position: begins, hashes: [beginsHash] })
  const heads: Record<ChainName, Head> = { main: begin(first.main), brief: begin(first.brief) }
  let chains = first
  for (let round = 1; ; round++) {
    for (const name of chainNames) {
      heads[name] = await verifyStretch(reading, name, heads[name], chains[name].ends)
      verifyEnd(reading, name, heads[name], chains[name])
    }
    const present = await presentChains(app, chains)
    const hasGrown = chainNames.some((name) => present[name].ends > chains[name].ends)
    if (!hasGrown || round === mostRounds) return chains
    chains = present
  }
}

function noteEmptied({ findings, emptied, forgotten }: Reading): void {
  for (const [subject, place] of emptied) {
    if (forgotten.has(subject)) continue
    const says = 'who it was and from where was taken away, and no erasure of this person is recorded'
    findings.add({ ...place, what: 'emptied', says })
  }
}

async function noteOutside(app: App, findings: Findings, read: AuditChains): Promise<void> {
  const ends = ({ main, brief }: AuditChains) =>
    [{ name: 'main', ...main } as const, { name: 'brief', ...brief } as const] as const
  const outside = await listOutside(app.db, ends(read), mostTold)
  // What was sealed after we had read the end is no fault.
  const present = await presentChains(app, read)
  for (const { id: eventId, chain: said, position: text } of outside) {
    const chain = chainNames.find((name) => name === said) ?? null
    const position = Number(text)
    const span = chain && present[chain]
    if (!span) findings.add({ what: 'planted', chain, eventId, says: `there is no chain "${said}"` })
    else if (position > span.ends) {
      findings.add({
        what: 'planted',
        chain,
        position,
        eventId,
        says: 'nothing was sealed here: the chain ends before',
      })
    } else if (position <= span.begins) {
      const says = 'the chain begins behind this event, so it cannot be checked'
      findings.add({ what: 'unchecked', chain, position, eventId, says })
    }
  }
  for (const { id: eventId } of await listForgedErasures(app.db, mostTold)) {
    findings.add({ what: 'planted', eventId, says: 'a record of an erasure that the service did not make' })
  }
}

function noteAnchors({ findings, asked }: Reading, chains: AuditChains, anchors: readonly Anchor[]): void {
  for (const anchor of anchors) {
    const { chain, position, hash } = anchor
    const { begins, beginsHash, ends } = chains[chain]
    const found = position === begins ? beginsHash : asked.get(placeOf(anchor))
    if (found === hash) continue
    const says =
      position > ends
        ? `the chain ends at ${ends}, before the place of the anchor`
        : position < begins
          ? `the chain begins at ${begins}, behind the place of the anchor: that cannot be checked any more`
          : 'another event was sealed here than the anchor tells of'
    findings.add({ what: 'anchor', chain, position, says })
  }
}

function placeOf({ chain, position }: Anchor): string {
  return `${chain}:${position}`
}
