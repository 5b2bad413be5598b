import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, Id, Instant, pageReply, toInstant, verbatimField, wholeField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { listBlocks } from '../protection/blocks.ts'
import { reason, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { liftOneBlock } from './lift-block.ts'

const BlockReply = Type.Object({
  id: Type.String(),
  kind: Type.String({
    description: 'What was tried in vain: `password`, `factor`, `code`, or anything from a `network`',
  }),
  account_id: Type.Union([Id, Type.Null()], { description: 'Null for a network, and for a name that is nobody’s' }),
  network: Type.Union([Type.String(), Type.Null()]),
  failures: Type.Integer(),
  until: Instant,
})

const BlocksQuery = Type.Object({
  limit: Type.Optional(wholeField(1, 100, { description: 'How many at most; 50 when left out' })),
  cursor: Type.Optional(verbatimField(600, { description: 'Where to go on: `next` of the answer before' })),
})

export function blocksRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    lift(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/blocks/',
    {
      ...staffOnly(app, 'blocks.see'),
      schema: {
        operationId: 'adminListBlocks',
        summary: 'What refuses sign-ins at this moment for too many failures, the longest first',
        tags,
        security,
        querystring: BlocksQuery,
        response: { 200: pageReply(BlockReply), ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query
      const { blocks, next } = await listBlocks(app, { limit, cursor })
      const results = blocks.map(({ id, kind, accountId, network, failures, until }) => {
        return { id, kind, account_id: accountId, network, failures, until: toInstant(until) }
      })
      return { results, next }
    },
  )
}

function lift(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/blocks/lift/',
    {
      ...staffOnly(app, 'blocks.lift'),
      schema: {
        operationId: 'adminLiftBlock',
        summary: 'Lift one block; not one of the own account',
        tags,
        security,
        body: body({ id: verbatimField(600), reason }),
        response: { 200: DetailReply, ...problemReplies('invalid_input', ...staffProblems, 'not_found') },
      },
    },
    async (request) => {
      await liftOneBlock(app, staffOf(app, request), request.body)
      return { detail: 'The block is lifted.' }
    },
  )
}
