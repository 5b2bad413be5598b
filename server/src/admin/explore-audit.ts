import { Readable } from 'node:stream'
import { cutPage, type Page, type Position, readPage } from '../base/page.ts'
import { fieldProblem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { App } from '../platform/app.ts'
import {
  type AuditFilter,
  type FoundEvent,
  listEvents,
  listEventsOnward,
  listOwnersOf,
} from './explore-audit.queries.ts'
import { boundOf } from './export-bound.ts'
import { readTime } from './list-people.ts'
import { recordDeed, requireStill, type Staff } from './staff-act.ts'

export type AuditQuery = { event?: string; account_id?: string; from?: string; before?: string }
/** An event as administrators see it; `actorId` is who did what was done to an account. */
export type ShownEvent = FoundEvent & { readonly actorId: string | null }

/** Rows in memory at once. */
const batch = 200

/** Reads a filter as it comes. @throws Problem `invalid_input` */
function readFilter({ event, account_id: accountId, from, before }: AuditQuery): AuditFilter {
  if (accountId !== undefined && !isUuid(accountId)) throw fieldProblem({ account_id: ['Enter a valid id.'] })
  return { event, accountId, from: readTime('from', from), before: readTime('before', before) }
}

/** A page of the log, newest first. @throws Problem `invalid_input` */
export async function explorePage(app: App, query: AuditQuery & { limit?: number; cursor?: string }) {
  const page: Page = readPage(query)
  const found = await listEvents(app.db, readFilter(query), page)
  const { rows, next } = cutPage(page, found, ({ at, id }) => ({ at, id }))
  return { events: await withActors(app, rows), next }
}

async function withActors(app: App, events: readonly FoundEvent[]): Promise<ShownEvent[]> {
  const recordOf = ({ facts }: FoundEvent) =>
    typeof facts.record === 'string' && isUuid(facts.record) ? [facts.record] : []
  const owners = await listOwnersOf(app.db, events.flatMap(recordOf))
  const actors = new Map(owners.map(({ id, accountId }) => [id, accountId]))
  return events.map((event) => ({ ...event, actorId: actors.get(recordOf(event)[0] ?? '') ?? null }))
}

/**
 * Begins to write a part of the log, a document a line, oldest first; it is recorded before the first word.
 * @param show makes the document of an event
 * @returns the text, read from the database as fast as it is taken; it breaks off when the session ends or the role goes
 * @throws Problem `invalid_input`, `reauthentication_required`
 */
export async function exportAudit(
  app: App,
  staff: Staff,
  wish: AuditQuery & { reason: string },
  show: (event: ShownEvent) => object,
): Promise<Readable> {
  const filter = readFilter(wish)
  await app.transaction(recordDeed(app, staff, { act: 'audit.export', reason: wish.reason }))
  const pages = pagesOf(app, staff, { ...filter, before: boundOf(app, filter.before) })
  return Readable.from(writeLines(pages, show))
}

async function* pagesOf(app: App, staff: Staff, filter: AuditFilter): AsyncGenerator<ShownEvent[]> {
  let after: Position | undefined
  do {
    await requireStill(app, staff, 'audit.export')
    const rows = await listEventsOnward(app.db, filter, { after, most: batch })
    if (rows.length > 0) yield await withActors(app, rows)
    const end = rows.length === batch ? rows.at(-1) : undefined
    after = end && { at: end.at, id: end.id }
  } while (after !== undefined)
}

async function* writeLines(
  pages: AsyncGenerator<ShownEvent[]>,
  show: (event: ShownEvent) => object,
): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((event) => `${JSON.stringify(show(event))}\n`).join('')
}
