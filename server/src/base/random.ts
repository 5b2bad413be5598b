import { createHash, randomBytes, randomInt } from 'node:crypto'

/** `randomInt` takes ranges below 2^48, which holds 14 digits. */
const mostDigits = 14

/**
 * A new bearer secret: for links, devices, challenges and whatever else is looked up by its digest.
 * @returns 32 random bytes as base64url, 43 characters; 256 bits, so that it needs neither salt nor slow hashing
 */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * A new short code for a person to type. Every code is equally likely, leading zeros included.
 * A code is guessable: store it only under a keyed digest, and count the tries.
 * @param digits how many, 1 to 14; NIST SP 800-63B-4 asks for 6 at least
 * @throws TypeError for another number of digits
 */
export function randomCode(digits: number): string {
  if (!Number.isInteger(digits) || digits < 1 || digits > mostDigits) {
    throw new TypeError(`A code has 1 to ${mostDigits} digits, not ${digits}`)
  }
  return randomInt(10 ** digits)
    .toString()
    .padStart(digits, '0')
}

/**
 * The form in which a high-entropy token is stored and looked up.
 * Only for what `randomToken` made: a short code would be found from its plain digest by trying them all.
 * @returns SHA-256 of the text as base64url, 43 characters
 */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
