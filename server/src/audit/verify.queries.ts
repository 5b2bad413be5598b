import { sql } from 'kysely'
import type { Db } from '../platform/db/db.ts'
import type { ChainName, SealedEvent } from './chain.ts'
import { sealedByItself, sealedContent } from './seal.queries.ts'

type Stretch = { after: number; upTo: number; most: number }

/** Sealed events of a stretch of a chain, in their order, exactly as they are stored. */
export async function listSealed(
  db: Db,
  chain: ChainName,
  { after, upTo, most }: Stretch,
): Promise<(SealedEvent & { position: number })[]> {
  const rows = await db
    .selectFrom('audit_event')
    .select([...sealedContent(db), 'subject', 'salt', 'personal_digest as personalDigest', 'position', 'hash'])
    .where('chain', '=', chain)
    .where('position', '>', after)
    .where('position', '<=', upTo)
    .orderBy('position')
    .limit(most)
    .execute()
  return rows.map((row) => ({ ...row, position: Number(row.position), hash: row.hash ?? '' }))
}

type Ends = { name: ChainName; begins: number; ends: number }

/** Events that claim a place outside their chain, or in none of ours; positions as text, for they may be anything. */
export async function listOutside(db: Db, chains: readonly [Ends, Ends], most: number) {
  // Ranges of the index, so that a long log is not read once more.
  const [first, second] = chains[0].name < chains[1].name ? chains : [chains[1], chains[0]]
  return db
    .selectFrom('audit_event')
    .select(['id', 'chain', sql<string>`cast(position as text)`.as('position')])
    .where('position', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('chain', 'is', null),
        eb('chain', '<', first.name),
        eb.and([eb('chain', '>', first.name), eb('chain', '<', second.name)]),
        eb('chain', '>', second.name),
        ...chains.map(({ name, begins }) => eb.and([eb('chain', '=', name), eb('position', '<=', begins)])),
        ...chains.map(({ name, ends }) => eb.and([eb('chain', '=', name), eb('position', '>', ends)])),
      ]),
    )
    .limit(most)
    .execute()
}

/** Records of erasures that no erasure has sealed. */
export async function listForgedErasures(db: Db, most: number): Promise<{ id: string }[]> {
  return db
    .selectFrom('audit_event')
    .select('id')
    .where('position', 'is', null)
    .where('name', '=', sealedByItself)
    .limit(most)
    .execute()
}
