import { problemReplies } from '../http/problem-replies.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { security, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { showSettings } from './show-settings.ts'

const Settings = Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
  description: 'By what they are about; of secrets only whether there is one',
})

export function settingsRoutes(app: App): Routes {
  return async (http) => {
    http.get(
      '/api/admin/settings/',
      {
        ...staffOnly(app, 'settings.see'),
        schema: {
          operationId: 'adminSettings',
          summary: 'The settings as they count, without secrets',
          tags,
          security,
          response: { 200: Type.Object({ settings: Settings }), ...problemReplies(...staffProblems) },
        },
      },
      async () => ({ settings: showSettings(app.config) }),
    )
  }
}
