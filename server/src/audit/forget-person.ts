import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { takeCheckpoint } from './checkpoint.queries.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { erasePersonal, listSubjects } from './forget.queries.ts'
import { recordEvent } from './record-event.ts'
import { sealBatch } from './seal-events.ts'

/**
 * Erases who it was and from where in all events of an account, in the transaction that erases the account. What happened
 * and when stays, under a pseudonym, and the chain still verifies: it covers a salted digest of what goes. The erasure is
 * an event itself, without which the absence would be a fault.
 *
 * Call it after the account's row is gone, so that no act of the person is under way any more.
 * @returns how many events were emptied
 */
export async function forgetPerson(app: App, tx: Tx, accountId: string): Promise<number> {
  const checkpoint = openCheckpoint(app.sealer, await takeCheckpoint(tx, 'wait'))
  const sealed = await sealAll(app, tx, checkpoint)
  const subjects = await listSubjects(tx, accountId)
  if (subjects.length === 0) return 0
  const event = { name: 'audit.person_forgotten', accountId: null, facts: { subjects } } as const
  await sealAll(app, tx, sealed, await recordEvent(app, tx, undefined, event))
  return erasePersonal(tx, accountId)
}

/** Only what is sealed can be emptied: its digest is needed first. */
async function sealAll(app: App, tx: Tx, checkpoint: Checkpoint, erasure?: string): Promise<Checkpoint> {
  let { chains } = checkpoint
  for (;;) {
    const sealed = await sealBatch(app, tx, { key: checkpoint.key, chains }, erasure)
    chains = sealed.chains
    if (sealed.events === 0) return { key: checkpoint.key, chains }
  }
}
