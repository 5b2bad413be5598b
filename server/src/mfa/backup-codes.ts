import { randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import type { HashCost } from '../platform/hasher.ts'
import { deleteBackupCodes, insertBackupCodes, listUnused, type Unused } from './backup-codes.queries.ts'

const setSize = 10
const codeLength = 8
/** Crockford's base 32: capitals and digits without those that look alike; 8 of them are 40 bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** How the codes of a set are hashed: one salt for all ten, so that an answer costs one hash and not ten. */
type Stretch = HashCost & { readonly salt: Buffer }

/** A code as it is stored: how its slow hash was made, and that hash, sealed. */
export type HashedCode = { readonly hashedBy: string; readonly sealedHash: Buffer }

type Given = { readonly accountId: string; readonly code: string }

/** A set of codes for paper, to be shown once. */
export function newBackupCodes(): string[] {
  return Array.from({ length: setSize }, () =>
    Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  )
}

/**
 * What is stored of a set. Of 40 bits a guesser who has a copy of the database and `SECRET_KEY` would soon have all, so they
 * are hashed as slowly as passwords (ASVS 6.5.2). Costs a hash for each code, one after the other: others come in between.
 * @throws Problem `unavailable` when too many hashes wait
 */
export async function hashBackupCodes(app: App, accountId: string, codes: readonly string[]): Promise<HashedCode[]> {
  const stretch = { ...app.hasher.cost, salt: randomBytes(16) }
  const hashed: HashedCode[] = []
  for (const code of codes) {
    const hash = await stretchCode(app, stretch, { accountId, code })
    hashed.push({ hashedBy: writeStretch(stretch), sealedHash: app.sealer.seal('backup-code', hash, accountId) })
  }
  return hashed
}

/** Gives an account a set of codes; the former set is worth nothing from now on. */
export async function replaceBackupCodes(
  app: App,
  tx: Tx,
  accountId: string,
  hashed: readonly HashedCode[],
): Promise<void> {
  await deleteBackupCodes(tx, accountId)
  const common = { account_id: accountId, digest: '', created_at: app.now(), used_at: null }
  await insertBackupCodes(
    tx,
    hashed.map(({ hashedBy, sealedHash }) => ({
      id: randomUUID(),
      hashed_by: hashedBy,
      sealed_hash: sealedHash,
      ...common,
    })),
  )
}

/**
 * Looks for a code among those that an account has left; to use it up is another thing. Costs a hash for each set, which is
 * one.
 * @returns the ids of the rows that it is, by which it is used up
 * @throws Problem `unavailable` when too many hashes wait
 */
export async function findBackupCode(app: App, db: Db, given: Given): Promise<string[]> {
  const unused = await listUnused(db, given.accountId)
  const digests = app.sealer.digests('backup-code', quickValue(given))
  const quick = unused.filter(({ hashedBy, digest }) => hashedBy === null && digests.includes(digest))
  const ways = [...new Set(unused.map(({ hashedBy }) => hashedBy).filter((way) => way !== null))]
  const slow = await Promise.all(
    ways.map(async (way) => {
      const hash = await stretchCode(app, readStretch(way), given)
      return unused.filter((row) => row.hashedBy === way && isHash(app, given.accountId, { row, hash }))
    }),
  )
  return [...quick, ...slow.flat()].map(({ id }) => id)
}

/** What the keyed digest is of that is all there is of codes from another service, and from before the slow hash. */
export function quickValue({ accountId, code }: Given): string {
  return `${accountId}:${code}`
}

function isHash(app: App, accountId: string, { row, hash }: { row: Unused; hash: Buffer }): boolean {
  return row.sealedHash !== null && timingSafeEqual(app.sealer.open('backup-code', row.sealedHash, accountId), hash)
}

function stretchCode(app: App, { salt, ...cost }: Stretch, given: Given): Promise<Buffer> {
  return app.hasher.stretch(quickValue(given), { ...cost, salt })
}

/** `argon2id$<KiB>$<passes>$<salt>` */
function writeStretch({ memoryKib, passes, salt }: Stretch): string {
  return `argon2id$${memoryKib}$${passes}$${salt.toString('base64url')}`
}

function readStretch(text: string): Stretch {
  const [, memoryKib, passes, salt = ''] = text.split('$')
  return { memoryKib: Number(memoryKib), passes: Number(passes), salt: Buffer.from(salt, 'base64url') }
}
