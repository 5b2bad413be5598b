import { enqueueEvent } from '../outbox/enqueue-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { findProfile, updateAccount } from './accounts.queries.ts'
import { avatarFault } from './profile-fields.ts'

/** As in the form of the profile. */
const longestName = 100

/** Fills what a profile leaves empty with what another service knows; what its owner has chosen stays. */
export async function fillProfile(
  app: App,
  tx: Tx,
  accountId: string,
  known: { displayName: string | undefined; avatarUrl: string | undefined },
): Promise<void> {
  const [profile] = await findProfile(tx, { id: accountId })
  if (!profile) return
  const name = [...(known.displayName ?? '').trim()].slice(0, longestName).join('')
  const picture = avatarFault(known.avatarUrl) === undefined ? (known.avatarUrl ?? '') : ''
  const change = {
    ...(profile.displayName === '' && name !== '' ? { display_name: name } : {}),
    ...(profile.avatarUrl === '' && picture !== '' ? { avatar_url: picture } : {}),
  }
  const fields = Object.keys(change)
  if (fields.length === 0) return
  await updateAccount(tx, accountId, { ...change, updated_at: app.now() })
  await enqueueEvent(app, tx, { type: 'user.updated', userId: accountId, facts: { user_id: accountId, fields } })
}
