import { clientSoftware } from '../base/client-software.ts'
import { cutPage, readPage } from '../base/page.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { Id, Instant, PageQuery, pageReply, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { type Activity, listActivity } from './activity.queries.ts'

const nullableText = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const ActivityReply = Type.Object({
  id: Id,
  at: Instant,
  event: Type.String({ description: 'What happened, such as `sign_in.succeeded`', examples: ['sign_in.succeeded'] }),
  address: Type.String({ description: 'From where; empty for what the service or its operator did' }),
  place: nullableText('Roughly where that is, when the operator has a file for it'),
  browser: nullableText('As the client called itself'),
  system: nullableText('As the client called itself'),
  current: Type.Boolean({ description: 'Whether it belongs to the session that asks' }),
  facts: Type.Record(Type.String(), Type.Unknown(), { description: 'What else is known of it, by the kind of event' }),
})

export function activityRoutes(app: App): Routes {
  return async (http) => {
    http.get(
      '/api/auth/activity/',
      {
        ...guarded(app),
        schema: {
          operationId: 'listActivity',
          summary: 'The security events of the own account, newest first',
          tags: ['accounts'],
          security: [{ bearer: [] }],
          querystring: PageQuery,
          response: { 200: pageReply(ActivityReply), ...problemReplies('invalid_input', ...guardProblems) },
        },
      },
      async (request) => {
        const { accountId, sessionId } = personOf(request)
        const page = readPage(request.query)
        const { rows, next } = cutPage(page, await listActivity(app.db, accountId, page), ({ at, id }) => ({ at, id }))
        return { results: rows.map((row) => toReply(app, row, sessionId)), next }
      },
    )
  }
}

function toReply(app: App, event: Activity, currentId: string) {
  const { id, at, name, ip, userAgent, sessionId, facts, personalFacts } = event
  return {
    id,
    at: toInstant(at),
    event: name,
    address: ip,
    place: app.places.of(ip),
    ...clientSoftware(userAgent),
    current: sessionId === currentId,
    facts: { ...facts, ...personalFacts },
  }
}
