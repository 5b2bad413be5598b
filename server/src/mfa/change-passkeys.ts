import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { accountOf, noteRemoved } from './change-factors.ts'
import { deletePasskey, renamePasskeyRow } from './passkeys.queries.ts'

/** @throws Problem `not_found` for a passkey that is not the person's own */
export async function renamePasskey(
  app: App,
  caller: Caller,
  person: Person,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const { accountId, sessionId } = person
  if (!isUuid(id)) throw new Problem('not_found')
  await app.transaction(async (tx) => {
    if (!(await renamePasskeyRow(tx, { id, accountId }, name))) throw new Problem('not_found')
    await recordEvent(app, tx, caller, { name: 'passkey.renamed', accountId, sessionId, facts: { passkeyId: id } })
  })
}

/**
 * Takes a passkey away; the right to do so was proved before.
 * @throws Problem `not_found` for a passkey that is not the person's own
 */
export async function removePasskey(app: App, caller: Caller, person: Person, id: string): Promise<void> {
  const { accountId } = person
  if (!isUuid(id)) throw new Problem('not_found')
  const account = await accountOf(app, person)
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    if (!(await deletePasskey(tx, { id, accountId }))) throw new Problem('not_found')
    await noteRemoved(app, tx, caller, { person, account, kind: 'webauthn', passkeyId: id })
  })
}
