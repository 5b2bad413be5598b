import { recordEvent } from '../audit/record-event.ts'
import { fieldProblem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { mostGuesses as mostFactorGuesses } from './attempt-factor.ts'
import type { CounterState } from './attempts.queries.ts'
import { listBlocking, type Thresholds, takeBlocking } from './blocks.queries.ts'
import { mostGuesses as mostCodeGuesses } from './code-attempts.ts'
import { mostConsecutiveFailures, mostOfNetwork } from './lockout.ts'

export type Block = {
  /** Names it and nothing else; made of its counter. */
  readonly id: string
  readonly kind: 'password' | 'network' | 'factor' | 'code'
  /** Null where a network is blocked, or a name that is nobody's. */
  readonly accountId: string | null
  readonly network: string | null
  readonly failures: number
  readonly until: Date
}

/**
 * What refuses sign-ins at this moment: counters of failures that are used up, those that last longest first.
 * @returns so many at most, and where to go on; null behind the last
 * @throws Problem `invalid_input` for a text that is no cursor of ours
 */
export async function listBlocks(
  app: App,
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ blocks: Block[]; next: string | null }> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const found = await listBlocking(app.db, thresholdsOf(app), { now: app.now(), after, most: limit + 1 })
  const shown = found.slice(0, limit)
  const end = shown.at(-1)
  const next = end && found.length > limit ? encode(`${end.windowEndsAt.toISOString()} ${end.key}`) : null
  return { blocks: shown.map(toBlock), next }
}

/** Which account an id is about, whether or not it is of a block; null for a network, and for a name that is nobody's. */
export function accountOfBlock(id: string): string | null {
  return aboutOf(decode(id) ?? '').accountId
}

/**
 * Lifts what blocks now, in the transaction of the act.
 * @param accountId the account that it is about; null when there is none, or no more
 * @returns false when there is none of that id, or no more
 */
export async function liftBlock(
  app: App,
  tx: Tx,
  { id, accountId }: { id: string; accountId: string | null },
): Promise<boolean> {
  const key = decode(id)
  if (key === undefined || !(await takeBlocking(tx, thresholdsOf(app), { key, now: app.now() }))) return false
  const { kind, network } = aboutOf(key)
  const facts = network === null ? { kind } : { kind, network }
  await recordEvent(app, tx, undefined, { name: 'block.lifted', accountId, facts })
  return true
}

function thresholdsOf(app: App): Thresholds {
  return {
    password: app.config.limits.maxLoginAttempts,
    total: mostConsecutiveFailures,
    network: mostOfNetwork,
    factor: mostFactorGuesses,
    code: mostCodeGuesses,
  }
}

function toBlock({ key, spent, windowEndsAt }: CounterState): Block {
  return { id: encode(key), ...aboutOf(key), failures: Number(spent), until: windowEndsAt }
}

function aboutOf(key: string): Pick<Block, 'kind' | 'accountId' | 'network'> {
  const [kind = '', ...rest] = key.split(':')
  if (kind === 'password' && rest[0] === 'network') {
    return { kind: 'network', accountId: null, network: rest.slice(1).join(':') }
  }
  const accountId = rest.find(isUuid) ?? null
  return { kind: kind === 'factor' || kind === 'code' ? kind : 'password', accountId, network: null }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** @returns undefined for what is none of ours; no counter's key has a U+0000, which PostgreSQL cannot look for */
function decode(text: string): string | undefined {
  const decoded = Buffer.from(text, 'base64url').toString()
  return encode(decoded) === text && !decoded.includes('\0') ? decoded : undefined
}

function readCursor(text: string): { at: Date; key: string } {
  const [, time = '', key = ''] = /^(\S+) (.+)$/s.exec(decode(text) ?? '') ?? []
  const at = new Date(time)
  if (!Number.isNaN(at.getTime()) && at.toISOString() === time) return { at, key }
  throw fieldProblem({ cursor: ['Not a valid cursor.'] })
}
