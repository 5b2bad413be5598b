import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { areSame, type ForeignHash, type ReadHash, readDigest, readSalt, readWhole } from './hash-parts.ts'

const derive = promisify(pbkdf2)

/** Half as much again as the largest default there is (Django 6), and about a second on a slow core. */
const mostIterations = 2_000_000

/** Bytes of one block. Each block of a digest is made by all the iterations (RFC 8018 section 5.2). */
const blockBytes: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 }

/** Django: `pbkdf2_sha256$600000$salt$digest`; the salt is a text. */
export const readDjangoPbkdf2: ReadHash = (text) => {
  const [, algorithm, iterations, salt, digest] =
    /^pbkdf2_(sha256|sha1)\$(\d+)\$([^$]{1,128})\$([^$]+)$/.exec(text) ?? []
  if (algorithm === undefined || salt === undefined) return undefined
  return makeHash({ algorithm, iterations, salt: Buffer.from(salt), digest })
}

/** Keycloak, and whatever else writes `$pbkdf2-sha512$i=210000$salt$digest`, salt and digest in Base64. */
export const readPlainPbkdf2: ReadHash = (text) => {
  const [, algorithm, iterations, salt, digest] =
    /^\$pbkdf2-(sha1|sha256|sha512)\$i=(\d+)(?:,l=\d+)?\$([^$]+)\$([^$]+)$/.exec(text) ?? []
  if (algorithm === undefined || salt === undefined) return undefined
  return makeHash({ algorithm, iterations, salt: readSalt(salt), digest })
}

type Parts = {
  algorithm: string
  iterations: string | undefined
  salt: Buffer | undefined
  digest: string | undefined
}

function makeHash({ algorithm, iterations, salt, digest }: Parts): ForeignHash | undefined {
  const rounds = readWhole(iterations, [1, mostIterations])
  const right = digest === undefined ? undefined : readDigest(digest)
  if (rounds === undefined || salt === undefined || right === undefined) return undefined
  if (rounds * Math.ceil(right.length / (blockBytes[algorithm] ?? 1)) > mostIterations) return undefined
  return {
    scheme: `pbkdf2-${algorithm}`,
    matches: async (password) => areSame(await derive(password, salt, rounds, right.length, algorithm), right),
  }
}
