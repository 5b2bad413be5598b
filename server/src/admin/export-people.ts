import { Readable } from 'node:stream'
import type { App } from '../platform/app.ts'
import { csvLine } from './csv-line.ts'
import { boundOf } from './export-bound.ts'
import { orderOf, type PeopleQuery, positionOf, readFilter } from './list-people.ts'
import { type After, type ListedPerson, listPeople, type PeopleFilter } from './people.queries.ts'
import { recordDeed, requireStill, type Staff } from './staff-act.ts'

/** Rows in memory at once. */
const batch = 200

type Cell = string | number | boolean | null | string[]
type Row = Readonly<Record<string, Cell>>
type Wish = PeopleQuery & { format: 'csv' | 'jsonl'; reason: string }

/**
 * Begins to write the people that a filter picks, the oldest account first; it is recorded before the first word.
 * @param show makes the document of a person, which is also the line of the table
 * @returns the text, read from the database as fast as it is taken; it breaks off when the session ends or the role goes
 * @throws Problem `invalid_input`, `reauthentication_required`
 */
export async function exportPeople(
  app: App,
  staff: Staff,
  wish: Wish,
  show: (person: ListedPerson) => Row,
): Promise<Readable> {
  const filter = readFilter(wish)
  await app.transaction(recordDeed(app, staff, { act: 'users.export', reason: wish.reason }))
  const pages = pagesOf(app, staff, { ...filter, createdBefore: boundOf(app, filter.createdBefore) })
  return Readable.from(wish.format === 'csv' ? writeTable(pages, show) : writeLines(pages, show))
}

async function* pagesOf(app: App, staff: Staff, filter: PeopleFilter): AsyncGenerator<ListedPerson[]> {
  let after: After | undefined
  do {
    await requireStill(app, staff, 'users.export')
    const order = orderOf(after)
    const rows = await listPeople(app.db, filter, { order, most: batch })
    if (rows.length > 0) yield rows
    const end = rows.length === batch ? rows.at(-1) : undefined
    after = end && positionOf(order, end)
  } while (after !== undefined)
}

type Pages = AsyncGenerator<ListedPerson[]>

async function* writeLines(pages: Pages, show: (person: ListedPerson) => Row): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((person) => `${JSON.stringify(show(person))}\n`).join('')
}

const heading = [
  'id',
  'email',
  'username',
  'display_name',
  'roles',
  'is_active',
  'is_email_verified',
  'has_factor',
  'last_login_at',
  'created_at',
]

async function* writeTable(pages: Pages, show: (person: ListedPerson) => Row): AsyncGenerator<string> {
  yield csvLine(heading)
  for await (const page of pages) yield page.map((person) => csvLine(cellsOf(show(person)))).join('')
}

function cellsOf(row: Row) {
  return heading.map((name) => {
    const cell = row[name] ?? null
    return Array.isArray(cell) ? cell.join(' ') : cell
  })
}
