import { createCipheriv, type ScryptOptions, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { areSame, type ReadHash, readBase64, readDigest, readSalt, readWhole } from './hash-parts.ts'

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt)

/** Blocks of 128 bytes to be worked through: eight times Firebase's own, 128 MiB of memory at most. */
const mostBlocks = 2 ** 20

type Cost = { N: number; r: number; p: number }

/** Django: `scrypt$16384$salt$8$5$digest`; the salt is a text. */
export const readDjangoScrypt: ReadHash = (text) => {
  const [, n, salt, r, p, digest] = /^scrypt\$(\d+)\$([^$]{1,128})\$(\d+)\$(\d+)\$([^$]+)$/.exec(text) ?? []
  const cost = readCost(readWhole(n, [2, mostBlocks]), r, p)
  const right = digest === undefined ? undefined : readDigest(digest)
  if (cost === undefined || salt === undefined || right === undefined) return undefined
  return {
    scheme: 'scrypt',
    matches: async (password) => areSame(await derived(password, Buffer.from(salt), right.length, cost), right),
  }
}

/**
 * Firebase's own kind: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=…$salt$digest`. What scrypt gives is the key under which the
 * project's signer key (`sk`) is encrypted; that is the digest. `n` is the logarithm, `mem_cost`; `r` is `rounds`.
 */
export const readFirebaseScrypt: ReadHash = (text) => {
  const [, n, r, p, separator, signer, salt, digest] =
    /^\$fbscrypt\$v=1,n=(\d+),r=(\d+),p=(\d+),ss=([^,$]+),sk=([^,$]+)\$([^$]+)\$([^$]+)$/.exec(text) ?? []
  const log = readWhole(n, [1, 20])
  const cost = readCost(log && 2 ** log, r, p)
  const seasoned = [readSalt(salt ?? ''), readSalt(separator ?? '')]
  const key = readBase64(signer ?? '')
  const right = readDigest(digest ?? '')
  const [own, common] = seasoned
  if (!cost || !own || !common || !key || key.length !== right?.length) return undefined
  return {
    scheme: 'firebase-scrypt',
    async matches(password) {
      const made = await derived(password, Buffer.concat([own, common]), 32, cost)
      const cipher = createCipheriv('aes-256-ctr', made, Buffer.alloc(16))
      return areSame(Buffer.concat([cipher.update(key), cipher.final()]), right)
    },
  }
}

function readCost(N: number | undefined, rText: string | undefined, pText: string | undefined): Cost | undefined {
  const r = readWhole(rText, [1, 64])
  const p = readWhole(pText, [1, 16])
  if (N === undefined || r === undefined || p === undefined) return undefined
  const isPower = Number.isInteger(Math.log2(N)) && N > 1
  return isPower && N * r * p <= mostBlocks ? { N, r, p } : undefined
}

function derived(password: string, salt: Buffer, bytes: number, cost: Cost): Promise<Buffer> {
  return derive(password, salt, bytes, { ...cost, maxmem: 128 * (cost.N + cost.p + 2) * cost.r + 2 ** 20 })
}
