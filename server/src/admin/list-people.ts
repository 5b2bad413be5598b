import { fieldProblem } from '../base/problem.ts'
import { usernameKey } from '../base/username.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import {
  type After,
  isCut,
  type ListedPerson,
  listPeople,
  type Order,
  type PeopleFilter,
  type Search,
  type SortWord,
} from './people.queries.ts'
import type { Role } from './rights.ts'

/** What a client asks of the list, as it comes: texts are read here. */
export type PeopleQuery = {
  search?: string
  role?: Role | 'any'
  state?: 'active' | 'inactive' | 'unverified' | 'erasing'
  has_factor?: boolean
  created_from?: string
  created_before?: string
  sort?: SortWord | `-${SortWord}`
  limit?: number
  cursor?: string
}

const usualLimit = 50

/**
 * A page of people, by one index each: in the order asked for, or of those that a search finds.
 * @returns `isCut` tells that a search found more than it goes through, and should say more
 * @throws Problem `invalid_input` for a text that is no time or no cursor of this order
 */
export async function listPage(app: App, query: PeopleQuery) {
  const { limit = usualLimit } = query
  const filter = readFilter(query)
  const order = readOrder(query)
  const found = await listPeople(app.db, filter, { order, most: limit + 1 })
  const rows = found.slice(0, limit)
  const end = rows.at(-1)
  const next = end !== undefined && found.length > limit ? writeCursor(positionOf(order, end)) : null
  return { rows, next, isCut: filter.search !== undefined && (await isCut(app.db, filter.search)) }
}

/** @throws Problem `invalid_input` */
export function readFilter(query: PeopleQuery): PeopleFilter {
  return {
    search: query.search === undefined ? undefined : readSearch(query.search),
    role: query.role,
    state: query.state,
    hasFactor: query.has_factor,
    createdFrom: readTime('created_from', query.created_from),
    createdBefore: readTime('created_before', query.created_before),
  }
}

/**
 * What is meant is told by what it looks like: an id, the beginning of a number with its country, or of an address or a
 * username.
 */
function readSearch(text: string): Search {
  const lower = text.toLowerCase()
  if (isUuid(lower)) return { id: lower }
  if (/^\+\d[\d ]*$/.test(text)) return { phone: text.replaceAll(' ', '') }
  return { email: lower.normalize('NFC'), username: text.includes('@') ? undefined : usernameKey(text) }
}

/**
 * Reads an instant of a query.
 * @throws Problem `invalid_input` for anything but RFC 3339 in UTC, or a date, which is its midnight
 */
export function readTime(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const at = new Date(text)
  const isOne = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z)?$/.test(text) && !Number.isNaN(at.getTime())
  // A day that a month does not have would be taken for one of the next.
  if (isOne && at.toISOString().startsWith(text.slice(0, 10))) return at
  throw fieldProblem({ [name]: ['Enter a valid date and time, such as 2026-01-31T00:00:00Z.'] })
}

/** The order of all that is listed to be read through: by age, the oldest first. */
export function orderOf(after: After | undefined): Order {
  return { by: 'created_at', descending: false, after }
}

export function positionOf({ by }: Order, row: ListedPerson): After {
  const keys = { created_at: row.createdAt, email: row.emailKey, username: row.usernameKey }
  return { key: keys[by], id: row.id }
}

function readOrder({ sort = '-created_at', cursor }: PeopleQuery): Order {
  const descending = sort.startsWith('-')
  const by = sort.replace('-', '') as SortWord
  return { by, descending, after: cursor === undefined ? undefined : readCursor(by, cursor) }
}

function writeCursor({ key, id }: After): string {
  return Buffer.from(`${id}${key instanceof Date ? key.toISOString() : key}`).toString('base64url')
}

const idLength = 36

/** It says where to go on and no more: one that somebody made up shows nothing that they could not see anyway. */
function readCursor(by: SortWord, text: string): After {
  const given = Buffer.from(text, 'base64url').toString()
  const id = given.slice(0, idLength)
  const rest = given.slice(idLength)
  const key = by === 'created_at' ? new Date(rest) : rest
  const isOurs = isUuid(id) && rest !== '' && !rest.includes('\0') && writeCursor({ key: rest, id }) === text
  const isTime =
    !(key instanceof Date) || (/^\d{4}-/.test(rest) && !Number.isNaN(key.getTime()) && key.toISOString() === rest)
  if (isOurs && isTime) return { key, id }
  throw fieldProblem({ cursor: ['Not a valid cursor.'] })
}
