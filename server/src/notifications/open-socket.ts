import { Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { Line } from '../http/socket-line.ts'
import { findNotice, listNoticesOfSince, type Notice } from '../notices/notices.queries.ts'
import type { App } from '../platform/app.ts'
import { lookBackMs } from '../platform/watch-rows.ts'
import { writeMessage } from './notice-message.ts'
import { closings, noticeSockets } from './notice-sockets.ts'
import type { Holder } from './socket-ticket.ts'

/** Who was away for longer than this many notices reads the list. */
const mostMissed = 100

/**
 * Opens a socket for notices: it lives as long as its session, and tells what is new from now on.
 * @param after the id of the last notice that the client has seen; what came since is told first, oldest first
 * @param answer answers the handshake; undefined when the client has gone
 * @throws Problem `token_not_valid` when the session has ended, `unavailable` when there are too many sockets
 */
export async function openSocket(
  app: App,
  holder: Holder,
  after: string | undefined,
  answer: () => Line | undefined,
): Promise<void> {
  const sockets = noticeSockets(app)
  const place = await sockets.take(holder)
  const line = place.hasEnded ? undefined : answer()
  if (!line) {
    sockets.leave(place)
    if (place.hasEnded) throw new Problem('token_not_valid', { detail: 'The session of the ticket has ended.' })
    return
  }
  sockets.open(place, line)
  if (after === undefined) return
  try {
    for (const notice of await listMissed(app, holder.accountId, after)) line.send(writeMessage(notice))
  } catch (error) {
    app.log.warn({ err: error }, 'missed notices could not be read')
    line.close(...closings.failed)
  }
}

/**
 * An act that began before the one last seen may have ended after it: the moments before come again, and clients know
 * notices by their ids. An id that is not there any more, or never was, brings all that is kept.
 */
async function listMissed(app: App, accountId: string, after: string): Promise<Notice[]> {
  const last = isUuid(after) ? await findNotice(app.db, accountId, after) : undefined
  const since = new Date((last?.at.getTime() ?? lookBackMs) - lookBackMs)
  const newest = await listNoticesOfSince(app.db, accountId, { since, most: mostMissed })
  return newest.filter(({ id }) => id !== after).reverse()
}
