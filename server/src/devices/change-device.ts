import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { fieldProblem, Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { findOwnDevice, type ListedDevice } from './device-list.queries.ts'
import { renameDevice, trustDevice } from './devices.queries.ts'
import { tellTrusted } from './tell-trusted.ts'

export type DeviceChange = { readonly id: string; readonly name?: string; readonly trusted?: boolean }

/**
 * Names a device, or says whether it is asked for a second factor. What is not mentioned, and what stands so already,
 * stays as it is.
 * @returns the device as it is now
 * @throws Problem `not_found` for a device that is not the person's; `reauthentication_required` and `invalid_input` when
 *   it shall be trusted, see `trust`
 */
export async function changeDevice(
  app: App,
  caller: Caller,
  person: Person,
  { id, name, trusted }: DeviceChange,
): Promise<ListedDevice> {
  if (!isUuid(id)) throw new Problem('not_found')
  return app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const device = await getOwnDevice(tx, person, id)
    if (name !== undefined && name !== device.name) {
      await renameDevice(tx, id, name)
      await note(app, tx, caller, { person, name: 'device.renamed', deviceId: id })
    }
    const isTrusted = device.trustedUntil !== null && device.trustedUntil > app.now()
    if (trusted === true && !isTrusted) await trust(app, tx, caller, { person, device })
    if (trusted === false && isTrusted) {
      await trustDevice(tx, id, null)
      await note(app, tx, caller, { person, name: 'device.distrusted', deviceId: id })
    }
    return getOwnDevice(tx, person, id)
  })
}

async function getOwnDevice(tx: Tx, person: Person, id: string): Promise<ListedDevice> {
  const device = await findOwnDevice(tx, person, id)
  if (!device) throw new Problem('not_found')
  return device
}

/**
 * A trusted device skips the second factor, so only a fresh proof of it makes one. Without a factor there is nothing to
 * skip: a device that was trusted before would be a way around the factor that is added later.
 */
async function trust(
  app: App,
  tx: Tx,
  caller: Caller,
  { person, device }: { person: Person; device: ListedDevice },
): Promise<void> {
  if (!person.hasFactor) throw fieldProblem({ trusted: ['Add a second factor first.'] })
  requireFresh(app, person)
  await trustDevice(tx, device.id, new Date(app.now().getTime() + app.config.factors.trustedDays * 86_400_000))
  await note(app, tx, caller, { person, name: 'device.trusted', deviceId: device.id })
  await tellTrusted(app, tx, caller, { person, device })
}

type Act = { person: Person; name: 'device.renamed' | 'device.trusted' | 'device.distrusted'; deviceId: string }

async function note(app: App, tx: Tx, caller: Caller, { person, name, deviceId }: Act): Promise<void> {
  const { accountId, sessionId } = person
  await recordEvent(app, tx, caller, { name, accountId, sessionId, facts: { deviceId } })
}
