import { problemReplies } from '../http/problem-replies.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import { examineService } from '../operations/doctor/examine-service.ts'
import type { App } from '../platform/app.ts'
import { security, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'

const Finding = Type.Object({
  name: Type.String(),
  state: Type.String({ description: '`ok`, `warning`, `failed` or `skipped`' }),
  said: Type.String({ description: 'What is so, in English' }),
  todo: Type.Union([Type.String(), Type.Null()]),
})

export function healthRoutes(app: App): Routes {
  return async (http) => {
    http.get(
      '/api/admin/health/',
      {
        ...staffOnly(app, 'settings.see'),
        schema: {
          operationId: 'adminHealth',
          summary: 'What is right and wrong with this node and what it needs, and what to do',
          tags,
          security,
          response: {
            200: Type.Object({ ok: Type.Boolean(), findings: Type.Array(Finding) }),
            ...problemReplies(...staffProblems),
          },
        },
      },
      async () => {
        const { isWell, findings } = await examineService(app)
        return { ok: isWell, findings: [...findings] }
      },
    )
  }
}
