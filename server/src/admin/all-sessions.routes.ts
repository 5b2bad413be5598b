import { cutPage, readPage } from '../base/page.ts'
import { fieldProblem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { Id, Instant, PageQuery, pageReply, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { toWhereabouts, whereabouts } from '../sessions/whereabouts.reply.ts'
import { security, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { listAllSessions } from './all-sessions.queries.ts'

const SessionReply = Type.Object({
  id: Id,
  account_id: Id,
  email: Type.String(),
  username: Type.String(),
  name: Type.String({ description: 'Of its device' }),
  level: Type.String({ description: '`aal2` once a second factor was proved' }),
  ...whereabouts,
  expires_at: Instant,
})

export function allSessionsRoutes(app: App): Routes {
  return async (http) => {
    http.get(
      '/api/admin/sessions/',
      {
        ...staffOnly(app, 'sessions.see'),
        schema: {
          operationId: 'adminListSessions',
          summary: 'The living sessions of everybody, or of one account, newest first',
          tags,
          security,
          querystring: Type.Object({ account_id: Type.Optional(textField(36)), ...PageQuery.properties }),
          response: { 200: pageReply(SessionReply), ...problemReplies('invalid_input', ...staffProblems) },
        },
      },
      async (request) => {
        const { account_id: accountId, ...asked } = request.query
        if (accountId !== undefined && !isUuid(accountId)) throw fieldProblem({ account_id: ['Enter a valid id.'] })
        const page = readPage(asked)
        const found = await listAllSessions(app.db, { accountId, now: app.now(), page })
        const { rows, next } = cutPage(page, found, ({ createdAt: at, id }) => ({ at, id }))
        const results = rows.map((session) => ({
          id: session.id,
          account_id: session.accountId,
          email: session.email,
          username: session.username,
          name: session.deviceName ?? '',
          level: session.acr,
          ...toWhereabouts(app, { ...session, firstSeenAt: session.createdAt }),
          expires_at: toInstant(session.expiresAt),
        }))
        return { results, next }
      },
    )
  }
}
