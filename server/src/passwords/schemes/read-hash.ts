import { readArgon2 } from './argon2.ts'
import { readBcrypt, readBcryptSha256 } from './bcrypt.ts'
import type { ForeignHash, ReadHash } from './hash-parts.ts'
import { readDjangoPbkdf2, readPlainPbkdf2 } from './pbkdf2.ts'
import { readDjangoScrypt, readFirebaseScrypt } from './scrypt.ts'
import { readSsha } from './ssha.ts'

/** Ours are under 120 characters; the longest of others is Firebase's, with its signer key. */
const longestHash = 1024

const readers: readonly ReadHash[] = [
  readArgon2,
  readDjangoPbkdf2,
  readPlainPbkdf2,
  readBcryptSha256,
  readBcrypt,
  readFirebaseScrypt,
  readDjangoScrypt,
  readSsha,
]

/**
 * Reads a password hash in any of the forms that can be brought along.
 * @returns undefined for what is none of them, is damaged, or asks for more work than a sign-in may cost: nobody can stall
 *   the service with a hash they have slipped into a file
 */
export function readHash(text: string): ForeignHash | undefined {
  if (text.length > longestHash) return undefined
  for (const read of readers) {
    const hash = read(text)
    if (hash !== undefined) return hash
  }
  return undefined
}

/**
 * How a hash is kept. Django puts the name of its hasher before argon2's own form; here just those have it that take
 * another time than ours, so that they count as another service's until their owners have signed in.
 * @param isOurs whether a hash of argon2's own form is as those made today
 */
export function storedForm(text: string, isOurs: (phc: string) => boolean): string {
  const phc = text.replace(/^argon2(?=\$argon2)/, '')
  return phc.startsWith('$argon2') && !isOurs(phc) ? `argon2${phc}` : phc
}

/** Whether a stored hash is of the kind that we make ourselves, strong or not. */
export function isOwnKind(stored: string): boolean {
  return stored.startsWith('$argon2')
}
