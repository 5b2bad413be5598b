import { Readable } from 'node:stream'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller, Person } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { orderMail, originOf } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import type { TableName } from '../platform/db/schema.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { requireLiveSession } from '../sessions/require-live-session.ts'
import { findAccount } from './accounts.queries.ts'
import { type ExportedRow, listOwnRows } from './export.queries.ts'
import { ownership } from './ownership.ts'

/** Each reads every row of the person: nobody needs more, and a thief of a session gets one mail to the owner for each. */
const exports: Budget = { name: 'profile-export', points: 5, seconds: 3600 }
/** Rows in memory at once. */
const batch = 200

/**
 * Begins to write everything stored about a person as one JSON document: a list for each table of theirs, with every
 * column but secrets, digests and the seal of the log. The owner is told, and it is recorded before the first word.
 * @returns the text, read from the database as fast as it is taken
 * @throws Problem `reauthentication_required`, `rate_limited`, `token_not_valid`
 */
export async function exportPerson(app: App, caller: Caller, person: Person): Promise<Readable> {
  requireFresh(app, person)
  const { accountId, sessionId } = person
  if (app.config.limits.enabled) {
    const spent = await app.budgets.spend(exports, accountId)
    if (!spent.allowed) throw new Problem('rate_limited', { retryAfter: spent.resetSeconds })
  }
  await app.transaction(async (tx) => {
    await requireLiveSession(tx, person)
    const [account] = await findAccount(tx, { id: accountId })
    if (!account) throw new Problem('user_not_found')
    await recordEvent(app, tx, caller, { name: 'account.exported', accountId, sessionId, facts: {} })
    const facts = { when: app.now().toISOString() }
    await orderMail(app, tx, account, {
      kind: 'data_exported',
      facts,
      from: originOf(caller),
      event: { sessionId: person.sessionId },
    })
  })
  return Readable.from(writeDocument(app, accountId))
}

async function* writeDocument(app: App, accountId: string): AsyncGenerator<string> {
  const head = { format: 1, account_id: accountId, exported_at: app.now().toISOString() }
  yield JSON.stringify(head).slice(0, -1)
  for (const [table, { exported }] of Object.entries(ownership)) {
    if ('not' in exported) continue
    yield `,\n${JSON.stringify(exported.member)}:[`
    let comma = ''
    for await (const rows of pagesOf(app, table as TableName, exported as never, accountId)) {
      yield comma + rows.map((row) => JSON.stringify(row)).join(',\n')
      comma = ',\n'
    }
    yield ']'
  }
  yield '}\n'
}

type Plan = Parameters<typeof listOwnRows>[2]

async function* pagesOf(app: App, table: TableName, plan: Plan, accountId: string): AsyncGenerator<ExportedRow[]> {
  let after: ExportedRow | undefined
  do {
    const rows = await listOwnRows(app.db, table, plan, { accountId, after, most: batch })
    if (rows.length > 0) yield rows
    after = rows.length === batch ? rows.at(-1) : undefined
  } while (after !== undefined)
}
