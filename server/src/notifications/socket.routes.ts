import { fieldProblem, Problem } from '../base/problem.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { verbatimField } from '../http/shapes.ts'
import { isSoundHandshake, openLine } from '../http/socket-line.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import { socketPath } from '../http/upgrades.ts'
import type { App } from '../platform/app.ts'
import { noticeSockets } from './notice-sockets.ts'
import { openSocket } from './open-socket.ts'
import { checkOrigin } from './socket-origin.ts'
import { useTicket } from './socket-ticket.ts'

/** What is spoken, and behind it the ticket: browsers let a page set no other header of the handshake. */
const offered = /^kalosphere\.notices\.v1, ?ticket\.([\w-]{43})$/

export function socketRoutes(app: App): Routes {
  return async (http) => {
    // Open sockets would keep a server that closes waiting for ever.
    http.addHook('preClose', async () => noticeSockets(app).close())
    http.get(
      socketPath,
      {
        schema: {
          operationId: 'noticeSocket',
          summary: 'A WebSocket that tells the notices of the own account as they come',
          description:
            'Offer the subprotocols `kalosphere.notices.v1` and `ticket.` with a ticket of `notifications/ticket/` behind it. Messages are JSON: `{id, type, at, data}`; nothing is to be sent. Closed with 4401 when the session ends, 4429 when the account opened too many.',
          tags: ['notices'],
          querystring: Type.Object({
            after: Type.Optional(
              verbatimField(100, { description: 'The id of the last notice seen; those since are told first' }),
            ),
          }),
          response: {
            101: Type.Unsafe<undefined>({ type: 'null', description: 'From here on WebSocket.' }),
            ...problemReplies(
              'invalid_input',
              'not_authenticated',
              'token_not_valid',
              'cross_origin',
              'upgrade_required',
            ),
          },
        },
      },
      async (request, reply) => {
        if (!request.raw.handshake) {
          // RFC 9110 section 15.5.22: what to upgrade to. Without "close" the connection would outlive a client's own wish.
          reply.header('Upgrade', 'websocket').header('Connection', 'Upgrade, close')
          throw new Problem('upgrade_required')
        }
        if (!isSoundHandshake(request)) throw fieldProblem({ non_field_errors: ['Not a WebSocket handshake.'] })
        const origin = checkOrigin(app, request.headers)
        const [, ticket] = offered.exec(request.headers['sec-websocket-protocol'] ?? '') ?? []
        if (ticket === undefined) throw new Problem('not_authenticated')
        const holder = await useTicket(app, ticket, origin)
        await openSocket(app, holder, request.query.after, () => openLine(app, request, reply))
        return reply
      },
    )
  }
}
