import { randomUUID } from 'node:crypto'
import { addNotice } from '../notices/add-notice.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { isAboutEvent } from './events-told.ts'
import type { MailOrder } from './mail-order.ts'
import { nextPosition } from './next-position.ts'
import { noticeOfMail } from './notice-of-mail.ts'
import { insertItem } from './outbox.queries.ts'
import type { Topic, Topics } from './topics.ts'

type Order<T extends Topic> = { topic: T; payload: Topics[T]; orderingKey?: string }

/**
 * Puts something to be sent into the transaction of the act that causes it: both happen or neither.
 * @param orderingKey items with the same key are delivered one after the other, in this order; without one the item
 *   waits for nobody
 */
export async function enqueue<T extends Exclude<Topic, 'mail'>>(app: App, tx: Tx, order: Order<T>): Promise<void> {
  await put(app, tx, order)
}

/**
 * Puts a mail into the transaction of the act that causes it, and with it the notice in the application, if it tells of
 * a change. There is no other way to order a mail.
 * @param accountId whose mail it is, at whatever address
 * @throws TypeError for a mail of an event that gives its reader no link to say "this wasn't me"
 */
export async function enqueueMail(app: App, tx: Tx, accountId: string, order: MailOrder): Promise<void> {
  if (isAboutEvent(order.kind) && !order.notMe) throw new TypeError(`${order.kind} has no link for its reader`)
  await put(app, tx, { topic: 'mail', payload: order })
  const notice = noticeOfMail(order.kind, order.facts)
  if (notice) await addNotice(app, tx, accountId, notice)
}

async function put<T extends Topic>(app: App, tx: Tx, order: Order<T>): Promise<void> {
  const id = randomUUID()
  const now = app.now()
  await insertItem(tx, {
    id,
    position: nextPosition(app),
    topic: order.topic,
    ordering_key: order.orderingKey ?? id,
    // Links and codes are in there; nothing of them is readable in a copy of the database.
    payload: app.sealer.seal('outbox-payload', JSON.stringify(order.payload), id),
    attempts: 0,
    due_at: now,
    claimed_until: null,
    created_at: now,
    failed_at: null,
    last_error: null,
  })
}
