import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import type { HashCost } from '../platform/hasher.ts'
import { deleteBackupCodes, insertBackupCodes, listUnusedDigests } from './backup-codes.queries.ts'

const setSize = 10
const codeLength = 8
/** Crockford's base 32: capitals and digits without those that look alike; 8 of them are 40 bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** How the codes of a set were hashed: one salt for all ten, so that an answer costs one hash and not ten. */
type Stretch = HashCost & { salt: Buffer }

/** A set of codes for paper, to be shown once. */
export function newBackupCodes(): string[] {
  return Array.from({ length: setSize }, () =>
    Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  )
}

/**
 * What is stored of a set: of 40 bits a guesser who has the key of the digests too would soon have all, so the slow hash
 * of passwords comes first (ASVS 6.5.2). Costs a hash for each code.
 * @throws Problem `unavailable` when too many hashes wait
 */
export async function digestBackupCodes(app: App, accountId: string, codes: readonly string[]): Promise<string[]> {
  const stretch = { ...app.hasher.cost, salt: randomBytes(16) }
  return Promise.all(
    codes.map(async (code) => {
      const value = await stretchCode(app, stretch, { accountId, code })
      return `${prefixOf(stretch)}${app.sealer.digest('backup-code', value)}`
    }),
  )
}

/** Gives an account a set of codes by their digests; the former set is worth nothing from now on. */
export async function replaceBackupCodes(
  app: App,
  tx: Tx,
  accountId: string,
  digests: readonly string[],
): Promise<void> {
  await deleteBackupCodes(tx, accountId)
  const common = { account_id: accountId, created_at: app.now(), used_at: null }
  await insertBackupCodes(
    tx,
    digests.map((digest) => ({ id: randomUUID(), digest, ...common })),
  )
}

/**
 * What a code would be stored as in the account's set, by which it is used up. Costs a hash for each set, which is one.
 * @throws Problem `unavailable` when too many hashes wait
 */
export async function possibleDigests(
  app: App,
  db: Db,
  given: { accountId: string; code: string },
): Promise<readonly string[]> {
  const stored = await listUnusedDigests(db, given.accountId)
  const prefixes = new Set(stored.map(({ digest }) => digest.slice(0, digest.lastIndexOf('$') + 1)))
  const possible = await Promise.all([...prefixes].map((prefix) => digestsWith(app, prefix, given)))
  return possible.flat()
}

async function digestsWith(app: App, prefix: string, given: { accountId: string; code: string }): Promise<string[]> {
  const stretch = readPrefix(prefix)
  const value = stretch ? await stretchCode(app, stretch, given) : quickValue(given)
  return app.sealer.digests('backup-code', value).map((digest) => `${prefix}${digest}`)
}

/** Codes that were brought from another service, or are older than the slow hash, have the keyed digest alone. */
export function quickValue({ accountId, code }: { accountId: string; code: string }): string {
  return `${accountId}:${code}`
}

async function stretchCode(app: App, { salt, ...cost }: Stretch, given: { accountId: string; code: string }) {
  const stretched = await app.hasher.stretch(quickValue(given), { ...cost, salt })
  return stretched.toString('base64url')
}

/** `argon2id$<KiB>$<passes>$<salt>$` */
function prefixOf({ memoryKib, passes, salt }: Stretch): string {
  return `argon2id$${memoryKib}$${passes}$${salt.toString('base64url')}$`
}

function readPrefix(prefix: string): Stretch | undefined {
  const [, memoryKib, passes, salt] = /^argon2id\$(\d{1,7})\$(\d{1,3})\$([\w-]{22})\$$/.exec(prefix) ?? []
  if (salt === undefined) return undefined
  return { memoryKib: Number(memoryKib), passes: Number(passes), salt: Buffer.from(salt, 'base64url') }
}
