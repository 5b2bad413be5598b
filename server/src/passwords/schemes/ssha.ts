import { createHash } from 'node:crypto'
import { areSame, type ReadHash, readBase64 } from './hash-parts.ts'

const sizes: Readonly<Record<string, readonly [algorithm: string, bytes: number]>> = {
  SSHA: ['sha1', 20],
  SSHA256: ['sha256', 32],
  SSHA512: ['sha512', 64],
}
const longestSalt = 64

/**
 * Of LDAP: `{SSHA}…`, the digest of password and salt with the salt behind it, in Base64. One round of a fast digest keeps
 * no guesser busy: whoever gets hold of such hashes has most of the passwords, until their owners sign in.
 */
export const readSsha: ReadHash = (text) => {
  const [, word = '', encoded = ''] = /^\{(SSHA|SSHA256|SSHA512)\}([^{}]+)$/.exec(text) ?? []
  const [algorithm, bytes] = sizes[word] ?? []
  const both = readBase64(encoded)
  if (algorithm === undefined || bytes === undefined || both === undefined) return undefined
  // A digest without a salt is a plain one, which a table on the net undoes.
  if (both.length < bytes + 4 || both.length > bytes + longestSalt) return undefined
  const salt = both.subarray(bytes)
  return {
    scheme: word.toLowerCase(),
    matches: async (password) =>
      areSame(createHash(algorithm).update(password).update(salt).digest(), both.subarray(0, bytes)),
  }
}
