import type { App } from '../../platform/app.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config-types.ts'

/** What is so with one thing, and what to do about it. Neither sentence holds a secret. */
export type Finding = {
  /** A word of the closed list of checks. */
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly said: string
  /** Null where there is nothing to do. */
  readonly todo: string | null
}

/** What is examined. */
export type Subject = {
  readonly config: Config
  /** What the settings are not allowed to be, one sentence a fault. */
  readonly faults: readonly string[]
  /** Undefined where the service could not start, or has no database yet. */
  readonly app: App | undefined
  readonly now: Clock
  /** How long the answer of another machine is waited for. */
  readonly patienceMs: number
  /** Whether we are a command and nobody waits for this process to go on with other work. */
  readonly isCommand: boolean
  /** Whom to send a message to, to see that it arrives. */
  readonly sendTestTo: string | undefined
}

/** One thing that can be wrong. It may throw: what it throws is told as its failure. */
export type Check = { readonly name: string; readonly look: (subject: Subject) => Promise<Verdict> }
export type Verdict = Omit<Finding, 'name'>

export const ok = (said: string): Verdict => ({ state: 'ok', said, todo: null })
export const warning = (said: string, todo: string): Verdict => ({ state: 'warning', said, todo })
export const failed = (said: string, todo: string): Verdict => ({ state: 'failed', said, todo })
export const skipped = (said: string, todo: string | null = null): Verdict => ({ state: 'skipped', said, todo })

/** For what cannot be looked at while the service could not start here. */
export const unopened = skipped('the service cannot be opened here yet', 'mend the settings, or start the service once')
