import type { ChainName } from './chain.ts'

/** What can be wrong with the log. */
export type Wrong =
  /** The checkpoint is not ours, or tells of another end than there is. */
  | 'checkpoint'
  /** Events are gone. */
  | 'missing'
  /** An event is not what was sealed at its place. */
  | 'changed'
  /** An event was sealed at another place. */
  | 'moved'
  /** An event does not follow on what stands before it, so that it cannot be checked. */
  | 'unlinked'
  /** Who and from where is not what was sealed with the event. */
  | 'personal'
  /** Who and from where is gone, but no erasure was recorded. */
  | 'emptied'
  /** An event stands where none was sealed. */
  | 'planted'
  /** An event stands before the beginning of its chain, where nothing can be checked any more. */
  | 'unchecked'
  /** The log is not the one that an anchor was taken from. */
  | 'anchor'

export type Finding = {
  readonly what: Wrong
  readonly chain: ChainName | null
  /** The first place of what is meant, and the last. */
  readonly position: number | null
  readonly upTo: number | null
  readonly eventId: string | null
  readonly says: string
}

export type NewFinding = Partial<Finding> & Pick<Finding, 'what' | 'says'>

/** So many findings are told singly: of a log that is wrong from end to end nobody reads more. */
const mostTold = 100

export type Findings = {
  readonly add: (finding: NewFinding) => void
  readonly told: readonly Finding[]
  readonly count: () => number
}

export function collectFindings(): Findings {
  const told: Finding[] = []
  let count = 0
  return {
    told,
    count: () => count,
    add(finding) {
      count += 1
      const { position = null } = finding
      const nowhere = { chain: null, position, upTo: position, eventId: null }
      if (told.length < mostTold) told.push({ ...nowhere, ...finding })
    },
  }
}
