import { similarityFault } from './similarity.ts'

/** The answer to a password that the list of breached ones holds. */
export const breachedPasswordFault = 'This password has appeared in a data breach. Please choose another one.'

/** In code points of the normal form. NIST SP 800-63B-4, 3.1.1.2 asks that at least 64 be let in. */
const maxLength = 256

/**
 * No text longer than this, in UTF-16 units, has a normal form of `maxLength` code points: each of those stems from four
 * code points at most (the longest canonical decomposition), and each of these takes two units at most.
 */
const maxUnits = maxLength * 4 * 2

export type PasswordRules = {
  /** In code points; `PASSWORD_MIN_LENGTH`. */
  readonly minLength: number
  /** `PASSWORD_REFUSE_DIGITS`. */
  readonly refusesDigits: boolean
  readonly isCommon: (password: string) => boolean
}

/**
 * The form in which a password is judged, hashed and compared: NFC, so that it is the same from every keyboard (NIST
 * SP 800-63B-4, 3.1.1.2). Nothing is trimmed, folded or cut off.
 *
 * A text too long to be anybody's password comes back as it is: it cannot match or be accepted in any form, and
 * to order its accents costs the square of its length (seconds for 64 kB).
 */
export function normalizePassword(password: string): string {
  return password.length > maxUnits ? password : password.normalize('NFC')
}

/**
 * Everything that speaks against a new password, in the words and the order of the old service. There is no rule of
 * composition but the old one about digits, which can be taken away (NIST SP 800-63B-4, 3.1.1.2); the breached list is
 * asked by the caller, who can wait for it.
 * @param password as typed, without NUL and lone surrogates, which the check of the field has refused
 * @param about what is known of the person; absent values are passed over
 * @returns public sentences, none when the password will do; an overlong one is told just that, and not judged further
 */
export function passwordFaults(
  password: string,
  about: { username?: string; email?: string },
  rules: PasswordRules,
): string[] {
  const normal = normalizePassword(password)
  const length = countPoints(normal)
  if (length > maxLength) return [`Ensure this field has no more than ${maxLength} characters.`]
  const faults: string[] = []
  const similar = similarityFault(normal, {
    username: about.username && normalizePassword(about.username),
    email: about.email && normalizePassword(about.email),
  })
  if (similar) faults.push(similar)
  if (length < rules.minLength) faults.push(tooShort(rules.minLength))
  if (rules.isCommon(normal)) faults.push('This password is too common.')
  if (rules.refusesDigits && /^\p{Nd}+$/u.test(normal)) faults.push('This password is entirely numeric.')
  return faults
}

function tooShort(minLength: number): string {
  const unit = minLength === 1 ? 'character' : 'characters'
  return `This password is too short. It must contain at least ${minLength} ${unit}.`
}

/** Code points, and beyond the cap just any number above it. */
function countPoints(text: string): number {
  return text.length > maxUnits ? text.length : [...text].length
}
