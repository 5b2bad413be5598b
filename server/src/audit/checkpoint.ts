import { randomBytes } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import type { AuditChain, AuditChains } from '../platform/db/schema.ts'
import type { Sealer } from '../platform/sealer.ts'
import { type ChainName, chainNames, exactText, mark } from './chain.ts'
import { type StoredCheckpoint, storeCheckpoint } from './checkpoint.queries.ts'

/** Where the chains begin and end, and the key that their hashes are made with. */
export type Checkpoint = { readonly key: Uint8Array; readonly chains: AuditChains }

/** The sealed key opens here and nowhere else. */
export const keyContext = 'audit_checkpoint'

/**
 * Opens a stored checkpoint and makes sure that it is one of ours. Nothing may be sealed behind one that is not: that
 * would vouch for what somebody else has put there.
 * @returns the checkpoint; with a key of its own for a log in which nothing was ever sealed
 * @throws Error with a sentence for the operator
 */
export function openCheckpoint(sealer: Sealer, stored: StoredCheckpoint | undefined): Checkpoint {
  const { checkpoint, fault } = judgeCheckpoint(sealer, stored)
  if (!checkpoint || fault !== undefined) throw new Error(fault)
  return checkpoint
}

type Judged = { checkpoint?: Checkpoint; fault?: string }

/**
 * Says what is wrong with a stored checkpoint.
 * @returns `fault` when something is; the checkpoint as far as it can be read at all
 */
export function judgeCheckpoint(sealer: Sealer, stored: StoredCheckpoint | undefined): Judged {
  if (!stored) return { fault: 'The checkpoint of the audit log is gone.' }
  const { sealedKey, signature, at } = stored
  const chains = readChains(stored.chains)
  if (!chains) return { fault: 'The checkpoint of the audit log cannot be read.' }
  if (sealedKey.length === 0) {
    if (signature === '' && isEmpty(chains)) return { checkpoint: { key: randomBytes(32), chains } }
    return { fault: 'The checkpoint of the audit log has lost its key.' }
  }
  const key = openKey(sealer, sealedKey)
  if (!key) return { fault: 'The key of the audit log does not open under SECRET_KEY or SECRET_KEY_FALLBACKS.' }
  const checkpoint = { key, chains }
  return sign(key, at, chains) === signature
    ? { checkpoint }
    : { checkpoint, fault: 'The checkpoint of the audit log was altered.' }
}

function readChains(text: string): AuditChains | undefined {
  try {
    const chains = JSON.parse(text) as Partial<Record<ChainName, Partial<AuditChain>>>
    const isWhole = chainNames.every((name) => {
      const { begins, ends, beginsHash, endsHash } = chains[name] ?? {}
      const places = Number.isSafeInteger(begins) && Number.isSafeInteger(ends)
      return places && typeof beginsHash === 'string' && typeof endsHash === 'string'
    })
    return isWhole ? (chains as AuditChains) : undefined
  } catch {
    return undefined
  }
}

function openKey(sealer: Sealer, sealedKey: Uint8Array): Uint8Array | undefined {
  try {
    return sealer.open('audit-key', sealedKey, keyContext)
  } catch {
    return undefined
  }
}

/** Signs and stores where the chains stand now, in the transaction that has taken the checkpoint. */
export async function moveCheckpoint(app: App, tx: Tx, { key, chains }: Checkpoint): Promise<void> {
  const at = app.now()
  const sealedKey = app.sealer.seal('audit-key', key, keyContext)
  await storeCheckpoint(tx, { at, chains, sealedKey, signature: sign(key, exactText(at), chains) })
}

function sign(key: Uint8Array, at: string | null, chains: AuditChains): string {
  return mark(key, ['checkpoint', at, chains])
}

function isEmpty(chains: AuditChains): boolean {
  return chainNames.every((name) => chains[name].begins === 0 && chains[name].ends === 0)
}
