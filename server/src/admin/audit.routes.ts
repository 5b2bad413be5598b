import { verdictDocument } from '../audit/verdict-document.ts'
import { clientSoftware } from '../base/client-software.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, Id, Instant, PageQuery, pageReply, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { ReasonBody, reason, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { explorePage, exportAudit, type ShownEvent } from './explore-audit.ts'
import { sendLines } from './lines.reply.ts'
import { verifyAudit } from './verify-audit.ts'

const nullableText = Type.Union([Type.String(), Type.Null()])
const nullableId = (description: string) => Type.Union([Id, Type.Null()], { description })
const time = { description: 'RFC 3339 in UTC, or a date', examples: ['2026-01-31T00:00:00Z'] }

const filters = {
  event: Type.Optional(textField(60, { description: 'One event by its name', examples: ['sign_in.failed'] })),
  account_id: Type.Optional(textField(36, { description: 'The account it stands under' })),
  from: Type.Optional(textField(30, time)),
  before: Type.Optional(textField(30, time)),
}

const EventReply = Type.Object({
  id: Id,
  at: Instant,
  event: Type.String(),
  account_id: nullableId('Null for the service’s own, and for an account that was erased'),
  actor_id: nullableId('Who did it, where it was done to the account by somebody else'),
  session_id: nullableId('Null where no session was part of it'),
  address: Type.String(),
  place: nullableText,
  browser: nullableText,
  system: nullableText,
  request_id: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
  subject: Type.Union([Type.String(), Type.Null()], {
    description: 'The pseudonym of the account, which stays when it is erased; null until the event is sealed',
  }),
  chain: nullableText,
  position: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Its place in the chain; null until it is sealed',
  }),
})

const VerdictReply = Type.Object({
  ok: Type.Boolean(),
  chains: Type.Array(Type.Object({ chain: Type.String(), after: Type.Integer(), up_to: Type.Integer() })),
  unsealed: Type.Integer({ description: 'Events of the last second or so, which are not sealed yet' }),
  findings_count: Type.Integer(),
  findings: Type.Array(
    Type.Object({
      what: Type.String(),
      chain: nullableText,
      position: Type.Union([Type.Integer(), Type.Null()]),
      up_to: Type.Union([Type.Integer(), Type.Null()]),
      event_id: nullableText,
      says: Type.String(),
    }),
  ),
})

export function auditRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    exportRoute(app, http)
    verify(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/audit/',
    {
      ...staffOnly(app, 'audit.see'),
      schema: {
        operationId: 'adminListAudit',
        summary: 'The audit log, newest first',
        tags,
        security,
        querystring: Type.Object({ ...filters, ...PageQuery.properties }),
        response: { 200: pageReply(EventReply), ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request) => {
      const { events, next } = await explorePage(app, request.query)
      return { results: events.map((event) => toReply(app, event)), next }
    },
  )
}

function exportRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/audit/export/',
    {
      ...staffOnly(app, 'audit.export'),
      schema: {
        operationId: 'adminExportAudit',
        summary: 'A part of the audit log, one JSON document a line, oldest first',
        tags,
        security,
        body: body({ ...filters, reason }, { example: { event: 'admin.acted', reason: 'Yearly review' } }),
        response: { 200: Type.String(), ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request, reply) => {
      const lines = await exportAudit(app, staffOf(app, request), request.body, (event) => toReply(app, event))
      return sendLines(app, reply, { lines, name: 'audit', format: 'jsonl' })
    },
  )
}

function verify(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/audit/verify/',
    {
      ...staffOnly(app, 'audit.verify'),
      schema: {
        operationId: 'adminVerifyAudit',
        summary: 'Find every change, removal and reordering in the audit log since it was sealed',
        tags,
        security,
        body: ReasonBody,
        response: { 200: VerdictReply, ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request) => verdictDocument(await verifyAudit(app, staffOf(app, request), request.body.reason)),
  )
}

function toReply(app: App, event: ShownEvent) {
  const { id, at, name, accountId, sessionId, ip, userAgent, requestId, facts, personalFacts, position } = event
  return {
    id,
    at: toInstant(at),
    event: name,
    account_id: accountId,
    actor_id: event.actorId,
    session_id: sessionId,
    address: ip,
    place: app.places.of(ip),
    ...clientSoftware(userAgent),
    request_id: requestId,
    facts: { ...facts, ...personalFacts },
    subject: event.subject,
    chain: event.chain,
    position: position === null ? null : Number(position),
  }
}
