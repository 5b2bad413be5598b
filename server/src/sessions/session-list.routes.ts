import { cutPage, readPage } from '../base/page.ts'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { DetailReply, Id, PageQuery, pageReply, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { endOtherSessions, endOwnSession } from './end-own-sessions.ts'
import { guarded, guardedFinishing, personOf } from './session.guard.ts'
import { type ListedSession, listLiveSessions } from './session-list.queries.ts'
import { toWhereabouts, whereabouts } from './whereabouts.reply.ts'

const SessionReply = Type.Object({
  id: Id,
  device_id: Type.Union([Id, Type.Null()], { description: 'The device it is on, unless that was removed' }),
  name: Type.String({ description: 'The name of its device; empty for one without' }),
  ...whereabouts,
  expires_at: Type.String({ format: 'date-time', description: 'When it ends unless it is refreshed' }),
  current: Type.Boolean({ description: 'Whether it is the one that asks' }),
})
const OneSession = Type.Object({ id: Id })
const security = [{ bearer: [] }]
const tags = ['sessions']

export function sessionListRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    endOne(app, http)
    endOthers(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/sessions/',
    {
      ...guarded(app),
      schema: {
        operationId: 'listSessions',
        summary: 'The living sessions of the own account, newest first',
        tags,
        security,
        querystring: PageQuery,
        response: { 200: pageReply(SessionReply), ...problemReplies('invalid_input', ...guardProblems) },
      },
    },
    async (request) => {
      const { accountId, sessionId } = personOf(request)
      const page = readPage(request.query)
      const found = await listLiveSessions(app.db, accountId, { now: app.now(), page })
      const { rows, next } = cutPage(page, found, ({ createdAt: at, id }) => ({ at, id }))
      return { results: rows.map((row) => toReply(app, row, sessionId)), next }
    },
  )
}

function endOne(app: App, http: TypedHttp): void {
  http.delete(
    '/api/auth/sessions/:id/',
    {
      ...guardedFinishing(app),
      schema: {
        operationId: 'endSession',
        summary: 'End one of the own sessions at once',
        tags,
        security,
        params: OneSession,
        response: {
          200: DetailReply,
          ...problemReplies('invalid_input', ...guardProblems, 'reauthentication_required', 'not_found'),
        },
      },
    },
    async (request) => {
      await endOwnSession(app, callerOf(app, request), personOf(request), request.params.id)
      return { detail: 'Session ended.' }
    },
  )
}

function endOthers(app: App, http: TypedHttp): void {
  http.delete(
    '/api/auth/sessions/',
    {
      ...guardedFinishing(app),
      schema: {
        operationId: 'endOtherSessions',
        summary: 'End all own sessions but this one at once',
        tags,
        security,
        response: { 200: DetailReply, ...problemReplies(...guardProblems, 'reauthentication_required') },
      },
    },
    async (request) => {
      await endOtherSessions(app, callerOf(app, request), personOf(request))
      return { detail: 'Other sessions ended.' }
    },
  )
}

function toReply(app: App, session: ListedSession, currentId: string) {
  const { id, deviceId, deviceName, createdAt, expiresAt } = session
  return {
    id,
    device_id: deviceId,
    name: deviceName ?? '',
    ...toWhereabouts(app, { ...session, firstSeenAt: createdAt }),
    expires_at: toInstant(expiresAt),
    current: id === currentId,
  }
}
