import { problemReplies } from '../http/problem-replies.ts'
import { choiceField, Instant, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { security, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { measures, readStatistics } from './statistics.ts'

const time = { description: 'RFC 3339 in UTC, or a date', examples: ['2026-01-31'] }
const count = Type.Integer()

const StatisticsReply = Type.Object({
  by: Type.String(),
  results: Type.Array(
    Type.Object({
      from: Instant,
      ...(Object.fromEntries(measures.map((measure) => [measure, count])) as Measures),
      active_sessions: Type.Union([count, Type.Null()], {
        description: 'The most that lived when they were counted, once an hour; null where nobody has counted them',
      }),
    }),
  ),
  active_sessions: Type.Object({ count, is_more: Type.Boolean({ description: 'Whether there are more than that' }) }),
})
type Measures = Record<(typeof measures)[number], typeof count>

export function statisticsRoutes(app: App): Routes {
  return async (http) => {
    http.get(
      '/api/admin/statistics/',
      {
        ...staffOnly(app, 'statistics.see'),
        schema: {
          operationId: 'adminStatistics',
          summary: 'Sign-ups, sign-ins, failures, the use of second factors and living sessions, by day or hour',
          description: 'By day the last 30 when left out and 92 at most; by hour 24 and 168. Days are those of UTC.',
          tags,
          security,
          querystring: Type.Object({
            by: Type.Optional(choiceField(['day', 'hour'])),
            from: Type.Optional(textField(30, time)),
            before: Type.Optional(textField(30, time)),
          }),
          response: { 200: StatisticsReply, ...problemReplies('invalid_input', ...staffProblems) },
        },
      },
      async (request) => {
        const { by = 'day', ...span } = request.query
        const { buckets, live, isMore } = await readStatistics(app, { by, ...span })
        return {
          by,
          results: buckets.map(({ from, counts, living }) => ({
            from: toInstant(from),
            ...counts,
            active_sessions: living,
          })),
          active_sessions: { count: live, is_more: isMore },
        }
      },
    )
  }
}
