import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import { type Db, isPostgres } from '../platform/db/db.ts'
import type { Schema } from '../platform/db/schema.ts'
import type { Role } from './rights.ts'

/** What a search looks for. A text is the beginning of an address or of a username, in their normal forms. */
export type Search =
  | { readonly id: string }
  | { readonly phone: string }
  | { readonly email: string; readonly username: string | undefined }

export type PeopleFilter = {
  readonly search: Search | undefined
  readonly role: Role | 'any' | undefined
  readonly state: 'active' | 'inactive' | 'unverified' | 'erasing' | undefined
  readonly hasFactor: boolean | undefined
  readonly createdFrom: Date | undefined
  readonly createdBefore: Date | undefined
}

export const sortColumns = { created_at: 'created_at', email: 'email_key', username: 'username_key' } as const
export type SortWord = keyof typeof sortColumns
/** Where the last row stood: its value of the column that is sorted by, and its id. */
export type After = { readonly key: Date | string; readonly id: string }
export type Order = { readonly by: SortWord; readonly descending: boolean; readonly after: After | undefined }

/** A search goes no further than so many accounts by address and as many by username. */
export const mostFound = 1000

const shownColumns = [
  'account.id',
  'account.email',
  'account.username',
  'account.email_key as emailKey',
  'account.username_key as usernameKey',
  'account.display_name as displayName',
  'account.roles',
  'account.is_active as isActive',
  'account.email_verified_at as emailVerifiedAt',
  'account.mfa_enabled as mfaEnabled',
  'account.email_mfa_enabled as emailMfaEnabled',
  'account.is_phone_verified as isPhoneVerified',
  'account.has_passkey as hasPasskey',
  'account.last_login_at as lastLoginAt',
  'account.created_at as createdAt',
] as const

/** A page of people: one more than `most`, if there are so many. Every filter that picks few has an index of its own. */
export function selectPeople(db: Db, filter: PeopleFilter, { order, most }: { order: Order; most: number }) {
  const listed = filtered(db, chosen(db, filter.search), filter).select(shownColumns)
  const direction = order.descending ? 'desc' : 'asc'
  const column = sortable(db, sortColumns[order.by])
  const { after } = order
  const rest = after === undefined ? listed : listed.where(behind(column, order, after))
  const sorted = rest.orderBy(column, direction).limit(most)
  // Of names no two are equal.
  return order.by === 'created_at' ? sorted.orderBy('account.id', direction) : sorted
}

export async function listPeople(db: Db, filter: PeopleFilter, page: { order: Order; most: number }) {
  return selectPeople(db, filter, page).execute()
}

export type ListedPerson = Awaited<ReturnType<typeof listPeople>>[number]

/** Whether a search found more than it goes through. */
export async function isCut(db: Db, search: Search): Promise<boolean> {
  for (const found of candidates(db, search)) {
    const { count } = await db
      .selectFrom(found.as('found'))
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostFound) return true
  }
  return false
}

function behind(column: RawBuilder<unknown>, { by, descending }: Order, { key, id }: After) {
  const comes = descending ? sql.raw('<') : sql.raw('>')
  if (by !== 'created_at') return sql<boolean>`${column} ${comes} ${key}`
  return sql<boolean>`(${column}, account.id) ${comes} (${key}, ${id})`
}

/** On PostgreSQL by bytes, as the index is; the database's own order may be that of a language. */
function sortable(db: Db, column: string): RawBuilder<unknown> {
  const name = sql.ref(`account.${column}`)
  return column !== 'created_at' && isPostgres(db) ? sql`${name} collate "C"` : sql`${name}`
}

type People = SelectQueryBuilder<Schema, 'account', object>

/** The accounts that are looked at: all, or those that a search finds by an index, whatever else is asked of them. */
function chosen(db: Db, search: Search | undefined): People {
  if (search === undefined) return db.selectFrom('account')
  const [first, ...others] = candidates(db, search)
  if (!first) return db.selectFrom('account').where(sql<boolean>`1 = 0`)
  const found = others.reduce(
    (all, next) => all.union(db.selectFrom(next.as('more')).select('more.id')),
    db.selectFrom(first.as('found')).select('found.id'),
  )
  return db.selectFrom(found.as('candidate')).innerJoin('account', 'account.id', 'candidate.id') as unknown as People
}

function candidates(db: Db, search: Search) {
  if ('id' in search) return [db.selectFrom('account').select('account.id').where('account.id', '=', search.id)]
  if ('phone' in search) return [byPhone(db, search.phone)]
  const { email, username } = search
  const byEmail = byPrefix(db, 'email_key', email)
  return username === undefined ? [byEmail] : [byEmail, byPrefix(db, 'username_key', username)]
}

/** Behind every text that begins with the prefix, in the order of bytes. */
const last = '\u{10ffff}'

function byPrefix(db: Db, column: 'email_key' | 'username_key', prefix: string) {
  const name = sortable(db, column)
  return db
    .selectFrom('account')
    .select('account.id')
    .where(sql<boolean>`${name} >= ${prefix} and ${name} < ${prefix + last}`)
    .orderBy(name)
    .limit(mostFound)
}

function byPhone(db: Db, prefix: string) {
  const target = isPostgres(db) ? sql`target collate "C"` : sql`target`
  return db
    .selectFrom('factor')
    .select('factor.account_id as id')
    .where('kind', '=', sql.lit('sms'))
    .where(sql<boolean>`${target} >= ${prefix} and ${target} < ${prefix + last}`)
    .orderBy(target)
    .limit(mostFound)
}

function filtered(db: Db, people: People, { role, state, hasFactor, createdFrom, createdBefore }: PeopleFilter) {
  let query = people
  if (role !== undefined) query = query.where(sql<boolean>`account.roles <> '[]'`)
  if (role !== undefined && role !== 'any') query = query.where(holdsRole(db, role))
  if (state === 'active') query = query.where('account.is_active', '=', sql.lit(true))
  if (state === 'inactive') query = query.where('account.is_active', '=', sql.lit(false))
  if (state === 'unverified') query = query.where('account.email_verified_at', 'is', null)
  if (state === 'erasing')
    query = query.where('account.id', 'in', db.selectFrom('erasure').select('erasure.account_id'))
  if (hasFactor !== undefined) query = query.where(hasFactor ? guarded : sql<boolean>`not ${guarded}`)
  if (createdFrom !== undefined) query = query.where('account.created_at', '>=', createdFrom)
  if (createdBefore !== undefined) query = query.where('account.created_at', '<', createdBefore)
  return query
}

/** In the words of the index. */
const guarded = sql<boolean>`(account.mfa_enabled or account.email_mfa_enabled or account.is_phone_verified or account.has_passkey)`

function holdsRole(db: Db, role: Role) {
  if (isPostgres(db)) return sql<boolean>`account.roles @> ${JSON.stringify([role])}::jsonb`
  return sql<boolean>`account.roles like ${`%"${role}"%`}`
}
