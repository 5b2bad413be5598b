import { randomBytes } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { AuditChain } from '../platform/db/schema.ts'
import type { ChainName } from './chain.ts'
import { takeCheckpoint } from './checkpoint.queries.ts'
import { judgeCheckpoint, moveCheckpoint } from './checkpoint.ts'
import { recordEvent } from './record-event.ts'
import { findLast } from './seal.queries.ts'

/**
 * Begins the chains anew behind what was sealed so far, when `SECRET_KEY` was lost or somebody has altered the checkpoint.
 * What stands before can no longer be checked, and verification says so until it is removed with its age. An operator's
 * decision: if the service did it, whoever wants the past unprovable would only have to break the checkpoint.
 * @returns the beginnings; `whole` when there is nothing wrong with the checkpoint
 */
export async function restartLog(app: App): Promise<Record<ChainName, number> | 'whole'> {
  return app.transaction(async (tx) => {
    const { checkpoint, fault } = judgeCheckpoint(app.sealer, await takeCheckpoint(tx, 'wait'))
    if (checkpoint && fault === undefined) return 'whole'
    const begin = async (name: ChainName): Promise<AuditChain> => {
      const last = await findLast(tx, name)
      const position = Math.max(last?.position ?? 0, checkpoint?.chains[name].ends ?? 0)
      const hash = randomBytes(32).toString('base64url')
      return { begins: position, beginsHash: hash, ends: position, endsHash: hash }
    }
    const chains = { main: await begin('main'), brief: await begin('brief') }
    await moveCheckpoint(app, tx, { key: checkpoint?.key ?? randomBytes(32), chains })
    const begins = { main: chains.main.ends, brief: chains.brief.ends }
    await recordEvent(app, tx, undefined, { name: 'audit.restarted', accountId: null, facts: begins })
    return begins
  })
}
