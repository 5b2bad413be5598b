import { localeFault, timezoneFault } from '../accounts/profile-fields.ts'
import { type EmailAddress, parseEmailAddress } from '../base/email-address.ts'
import { parsePhoneNumber } from '../base/phone-number.ts'
import { usernameKey } from '../base/username.ts'
import { isUuid } from '../base/uuid.ts'
import { readHash, storedForm } from '../passwords/schemes/read-hash.ts'
import type { App } from '../platform/app.ts'
import type { Newcomer, Remark } from './newcomer.ts'

/** Somebody who can be taken in, but for what is taken here already. */
export type Checked = {
  readonly newcomer: Newcomer
  readonly email: EmailAddress
  readonly username: string
  readonly usernameKey: string
  readonly hash: string | null
  readonly secret: string | null
  readonly phone: string | null
}

/** RFC 4226 section 4 asks for 128 bits at least, which are 26 signs of Base32; more than 64 bytes are nobody's. */
const base32 = /^[A-Z2-7]{26,103}$/
const longestUsername = 50

/**
 * Looks at somebody alone. What would weaken or lose an account is a fault, and the row stays where it is; what its
 * owner can set right is left out and told.
 */
export function checkNewcomer(app: App, newcomer: Newcomer): { checked: Checked | undefined; remarks: Remark[] } {
  const remarks: Remark[] = []
  const say = (says: string, isTaken: boolean): void => void remarks.push({ row: newcomer.row, says, isTaken })
  const email = parseEmailAddress(newcomer.email)
  const secret = newcomer.totpSecret === null ? null : newcomer.totpSecret.replaceAll(/[\s=]/g, '').toUpperCase()
  if (!isUuid(newcomer.id)) say('its id is no UUID', false)
  if (!email) say('its e-mail address is none', false)
  const fault = usernameFault(newcomer.username)
  if (fault) say(fault, false)
  // Without its second factor the account would open to whoever has the password.
  if (secret !== null && !base32.test(secret)) say('the seed of its authenticator app cannot be used', false)
  if (localeFault(newcomer.locale) || timezoneFault(newcomer.timezone)) say('its language or time zone is none', false)
  if (!email || remarks.length > 0) return { checked: undefined, remarks }

  const username = newcomer.username === '' ? `user-${newcomer.id.slice(0, 8)}` : newcomer.username
  if (username !== newcomer.username) say(`it had no username and is called ${username}`, true)
  const isOurs = (phc: string): boolean => !app.hasher.needsRehash(phc)
  const hash = newcomer.passwordHash === null ? null : storedForm(newcomer.passwordHash, isOurs)
  const isUsable = hash !== null && readHash(hash) !== undefined
  if (hash !== null && !isUsable) {
    say('its password is kept in a form that cannot be taken: it must be set anew by "forgot password"', true)
  }
  const phone = newcomer.phone === null ? null : parsePhoneNumber(newcomer.phone)
  const dropped = droppedFactors(newcomer, phone)
  // One of several may go: what is left is asked for.
  const isBare = dropped.length > 0 && secret === null && !canReceive(newcomer) && !isNumber(phone)
  for (const says of dropped) say(says, !isBare)
  if (isBare) return { checked: undefined, remarks }
  const checked = {
    newcomer,
    email,
    username,
    usernameKey: usernameKey(username),
    hash: isUsable ? hash : null,
    secret,
    phone: isNumber(phone) ? phone.number : null,
  }
  return { checked, remarks }
}

type Phone = ReturnType<typeof parsePhoneNumber> | null

function isNumber(phone: Phone): phone is Exclude<Phone, string | null> {
  return phone !== null && typeof phone !== 'string'
}

/** Whether codes to its own address are a second factor of the account here. */
function canReceive({ hasEmailFactor, isEmailVerified }: Newcomer): boolean {
  return hasEmailFactor && isEmailVerified
}

/** What was a second factor there and can be none here. */
function droppedFactors(newcomer: Newcomer, phone: Phone): string[] {
  return [
    ...(typeof phone === 'string' ? ['its phone number is none, and receives no codes'] : []),
    ...(newcomer.hasEmailFactor && !canReceive(newcomer) ? ['its address is not verified, and receives no codes'] : []),
  ]
}

function usernameFault(username: string): string | undefined {
  if ([...username].length > longestUsername) return `its username is longer than ${longestUsername} characters`
  if (username.includes('\0') || !username.isWellFormed()) return 'its username holds what no text may hold'
  return username !== '' && usernameKey(username) === '' ? 'its username has nothing that can be seen' : undefined
}
