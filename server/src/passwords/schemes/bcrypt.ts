import { createHash } from 'node:crypto'
import { loadLate } from '../../platform/load-late.ts'
import type { ForeignHash, ReadHash } from './hash-parts.ts'

/** A second on a slow core; the defaults there are lie between 10 and 12. */
const mostCost = 14
const form = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/

/** `$2b$12$…`, as Auth0, Supabase and most others write it; Django puts `bcrypt$` before it. */
export const readBcrypt: ReadHash = (text) => makeHash('bcrypt', text.replace(/^bcrypt\$/, ''), (password) => password)

/** Django: `bcrypt_sha256$$2b$12$…` of the digest in hexadecimal, since bcrypt itself reads 72 bytes only. */
export const readBcryptSha256: ReadHash = (text) => {
  if (!text.startsWith('bcrypt_sha256$')) return undefined
  const digest = (password: string): string => createHash('sha256').update(password).digest('hex')
  return makeHash('bcrypt_sha256', text.slice('bcrypt_sha256$'.length), digest)
}

function makeHash(scheme: string, hash: string, prepare: (password: string) => string): ForeignHash | undefined {
  const cost = Number(form.exec(hash)?.[1] ?? 0)
  if (cost < 4 || cost > mostCost) return undefined
  return {
    scheme,
    matches(password) {
      const { verify } = loadLate('@node-rs/bcrypt') as typeof import('@node-rs/bcrypt')
      return verify(prepare(password), hash)
    },
  }
}
