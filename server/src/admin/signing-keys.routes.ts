import { Problem } from '../base/problem.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { Instant, pageReply, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import { keyRing, rotateKey } from '../keys/key-ring.ts'
import type { App } from '../platform/app.ts'
import { ReasonBody, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { recordDeed } from './staff-act.ts'

const KeyReply = Type.Object({
  kid: Type.String(),
  alg: Type.String(),
  state: Type.String({
    description: '`current` signs, `next` will, `retiring` verifies until its tokens have expired',
  }),
  activates_at: Instant,
})

export function signingKeysRoutes(app: App): Routes {
  return async (http) => {
    http.get(
      '/api/admin/keys/',
      {
        ...staffOnly(app, 'keys.see'),
        schema: {
          operationId: 'adminListKeys',
          summary: 'The keys whose signatures count',
          tags,
          security,
          response: { 200: pageReply(KeyReply), ...problemReplies(...staffProblems) },
        },
      },
      async () => {
        const { all } = await keyRing(app)
        const results = all.map(({ kid, alg, state, activatesAt }) => {
          return { kid, alg, state, activates_at: toInstant(activatesAt) }
        })
        return { results, next: null }
      },
    )
    http.post(
      '/api/admin/keys/rotate/',
      {
        ...staffOnly(app, 'keys.rotate'),
        schema: {
          operationId: 'adminRotateKey',
          summary: 'Bring in a new signing key; the present one verifies until its last token has expired',
          tags,
          security,
          body: ReasonBody,
          response: {
            200: Type.Object({ kid: Type.String() }),
            ...problemReplies('invalid_input', ...staffProblems, 'key_from_settings'),
          },
        },
      },
      async (request) => {
        const staff = staffOf(app, request)
        const alongside = recordDeed(app, staff, { act: 'keys.rotate', reason: request.body.reason })
        if (app.config.tokens.privateKey) throw new Problem('key_from_settings')
        return { kid: await rotateKey(app, undefined, alongside) }
      },
    )
  }
}
