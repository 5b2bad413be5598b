import { fieldProblem } from './problem.ts'
import { isUuid } from './uuid.ts'

/** Where a row stands in a list whose newest row comes first: by its time, and among equal times by its id. */
export type Position = { readonly at: Date; readonly id: string }

/** A part of a list: so many rows at most, those behind the position first. */
export type Page = { readonly limit: number; readonly after: Position | undefined }

export type Paged<Row> = { readonly rows: Row[]; readonly next: string | null }

const usualLimit = 50
/** 8 bytes of milliseconds and 16 of the id. */
const cursorBytes = 24
const latest = 8_640_000_000_000_000

/**
 * Reads what a client asks of a list.
 * @param query `cursor` as an earlier answer gave it; it says where to go on and no more: whose rows they are does not come
 *   from it, so that one that somebody made up shows nothing that they could not see anyway
 * @throws Problem `invalid_input` for a text that is no cursor of ours
 */
export function readPage(query: { limit?: number; cursor?: string }): Page {
  const { limit = usualLimit, cursor } = query
  return { limit, after: cursor === undefined ? undefined : readCursor(cursor) }
}

/**
 * Cuts what was read to the page.
 * @param rows as many as there are, but at most one more than the page's limit: it tells that there is a next page
 */
export function cutPage<Row>(page: Page, rows: Row[], positionOf: (row: Row) => Position): Paged<Row> {
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return { rows: shown, next: last !== undefined && rows.length > page.limit ? writeCursor(positionOf(last)) : null }
}

function writeCursor({ at, id }: Position): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(at.getTime()))
  return Buffer.concat([bytes, Buffer.from(id.replaceAll('-', ''), 'hex')]).toString('base64url')
}

function readCursor(text: string): Position {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length === cursorBytes && bytes.toString('base64url') === text) {
    const at = bytes.readBigUInt64BE()
    const id = bytes.toString('hex', 8).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    if (at <= latest && isUuid(id)) return { at: new Date(Number(at)), id }
  }
  throw fieldProblem({ cursor: ['Not a valid cursor.'] })
}
