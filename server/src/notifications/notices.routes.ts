import { cutPage, readPage } from '../base/page.ts'
import { Problem } from '../base/problem.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, Id, Instant, PageQuery, pageReply, textField, toInstant } from '../http/shapes.ts'
import { showBudgets } from '../http/show-budgets.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { listNotices, type Notice } from '../notices/notices.queries.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { readNotices } from './read-notices.ts'
import { issueTicket, spendTicket, ticketSeconds } from './socket-ticket.ts'

const NoticeReply = Type.Object({
  id: Id,
  type: Type.String({ enum: ['new_sign_in', 'session_ended', 'security_change'] }),
  at: Instant,
  data: Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    additionalProperties: true,
    description: 'By type: `session_id`, `device`, `address`; `session_id`, `reason`; `change` and what goes with it',
  }),
  read_at: Type.Union([Instant, Type.Null()]),
})
const security = [{ bearer: [] }]
const tags = ['notices']

export function noticesRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    read(app, http)
    ticket(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/notifications/',
    {
      ...guarded(app),
      schema: {
        operationId: 'listNotices',
        summary: 'What the own account was told of, newest first',
        tags,
        security,
        querystring: PageQuery,
        response: { 200: pageReply(NoticeReply), ...problemReplies('invalid_input', ...guardProblems) },
      },
    },
    async (request) => {
      const page = readPage(request.query)
      const found = await listNotices(app.db, personOf(request).accountId, page)
      const { rows, next } = cutPage(page, found, ({ at, id }) => ({ at, id }))
      return { results: rows.map(toReply), next }
    },
  )
}

function read(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/notifications/read/',
    {
      ...guarded(app),
      schema: {
        operationId: 'readNotices',
        summary: 'Mark own notices as read: one, or one and all before it, or all',
        tags,
        security,
        body: body({
          id: Type.Optional(textField(36, { description: 'This one alone' })),
          up_to: Type.Optional(
            textField(36, { description: 'This one and all that are older; not together with `id`' }),
          ),
        }),
        response: { 200: DetailReply, ...problemReplies('invalid_input', ...guardProblems, 'not_found') },
      },
    },
    async (request) => {
      await readNotices(app, personOf(request), request.body)
      return { detail: 'Marked as read.' }
    },
  )
}

function ticket(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/notifications/ticket/',
    {
      ...guarded(app),
      schema: {
        operationId: 'noticeTicket',
        summary: 'A ticket that opens one WebSocket for notices',
        description: 'Works once, within half a minute, for the session that asks; see `/ws/notifications/`.',
        tags,
        security,
        response: {
          200: Type.Object({ ticket: Type.String(), expires_in: Type.Integer({ description: 'Seconds' }) }),
          ...problemReplies(...guardProblems),
        },
      },
    },
    async (request, reply) => {
      const person = personOf(request)
      const spent = await spendTicket(app, person)
      if (spent) showBudgets(reply, [spent])
      if (spent?.allowed === false) throw new Problem('rate_limited', { retryAfter: spent.resetSeconds })
      const issued = await issueTicket(app, person, request.headers.origin !== undefined)
      return { ticket: issued, expires_in: ticketSeconds }
    },
  )
}

function toReply({ id, type, at, data, readAt }: Notice) {
  return { id, type, at: toInstant(at), data, read_at: readAt === null ? null : toInstant(readAt) }
}
