import { randomUUID } from 'node:crypto'
import type { Caller } from '../base/caller.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { deleteSurplusDevices, findDeviceByToken, findTrust, insertDevice, touchDevice } from './devices.queries.ts'

/** The oldest goes when an account signs in on more. */
const mostDevices = 50
const nameLength = 100

export type DeviceSignIn = { id: string; token: string; isNew: boolean }

/**
 * The account's own device that the caller proves to be, if any. Its token is a secret of this account alone, so that
 * a stranger's failures cannot lock the device out.
 */
export async function findKnownDevice(db: Db, caller: Caller, accountId: string): Promise<string | undefined> {
  if (caller.deviceToken === undefined) return undefined
  return (await findDeviceByToken(db, { accountId, tokenDigest: tokenDigest(caller.deviceToken) }))[0]?.id
}

/** Whether the caller's device was told to be remembered, and still is. */
export async function isTrustedDevice(app: App, caller: Caller, accountId: string): Promise<boolean> {
  if (caller.deviceToken === undefined) return false
  const until = await findTrust(app.db, { accountId, tokenDigest: tokenDigest(caller.deviceToken) })
  return until !== null && until > app.now()
}

/**
 * Notes the sign-in on its device; a caller without one of this account's gets a new one.
 * @returns the device and the token to keep on it
 */
export async function signInDevice(
  app: App,
  tx: Tx,
  caller: Caller,
  owner: { accountId: string; name: string | undefined },
): Promise<DeviceSignIn> {
  const at = app.now()
  const userAgent = caller.userAgent.replaceAll('\0', '')
  if (caller.deviceToken !== undefined) {
    const seen = { accountId: owner.accountId, tokenDigest: tokenDigest(caller.deviceToken), at }
    const [known] = await touchDevice(tx, { ...seen, ip: caller.ip, userAgent })
    if (known) return { id: known.id, token: caller.deviceToken, isNew: false }
  }
  const device = { id: randomUUID(), token: randomToken(), isNew: true }
  await insertDevice(tx, {
    id: device.id,
    account_id: owner.accountId,
    token_digest: tokenDigest(device.token),
    name: (owner.name ?? '').slice(0, nameLength),
    user_agent: userAgent,
    ip: caller.ip,
    first_seen_at: at,
    last_seen_at: at,
  })
  await deleteSurplusDevices(tx, owner.accountId, mostDevices)
  return device
}
