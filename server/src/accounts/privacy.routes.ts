import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, flagField, Id, Instant, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { passwordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { guarded, personOf } from '../sessions/session.guard.ts'
import { askErasure } from './ask-erasure.ts'
import { exportPerson } from './export-person.ts'
import { keepAccount } from './keep-account.ts'
import { ownership } from './ownership.ts'

const cancelBudget: Budget = { name: 'erasure-cancel', points: 60, seconds: 600 }

const EraseBody = body({
  password: Type.Optional(passwordField('The password; without it a fresh proof counts (`reauthenticate/`)')),
  confirm: flagField({ description: 'Whether the account is really to be erased' }),
})
const EraseReply = Type.Object({ detail: Type.String(), due_at: Instant })
const CancelBody = body({ token: textField(200, { description: 'From the mailed link' }) })

const Rows = Type.Array(Type.Record(Type.String(), Type.Unknown()))
const lists = Object.values(ownership).flatMap(({ exported }) => ('member' in exported ? [exported.member] : []))
const ExportReply = Type.Object(
  {
    format: Type.Integer({ description: 'Rises when a list is renamed or goes' }),
    account_id: Id,
    exported_at: Instant,
    ...Object.fromEntries(lists.map((member) => [member, Rows])),
  },
  { description: 'One list for each kind of record; without secrets, keys and digests' },
)
const tags = ['accounts']
const security = [{ bearer: [] }]

export function privacyRoutes(app: App): Routes {
  return async (http) => {
    exportRoute(app, http)
    eraseRoute(app, http)
    cancelRoute(app, http)
  }
}

function exportRoute(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/profile/export/',
    {
      ...guarded(app),
      schema: {
        operationId: 'exportProfile',
        summary: 'Everything stored about the own account, as one document',
        description: 'Needs a fresh proof; five times an hour. The owner is told by mail.',
        tags,
        security,
        response: { 200: ExportReply, ...problemReplies(...guardProblems, 'reauthentication_required') },
      },
    },
    async (request, reply) => {
      const document = await exportPerson(app, callerOf(app, request), personOf(request))
      const day = toInstant(app.now()).slice(0, 10)
      reply
        .type('application/json; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="kalosphere-account-${day}.json"`)
      return reply.send(document as never)
    },
  )
}

function eraseRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/delete-account/',
    {
      ...guarded(app),
      schema: {
        operationId: 'deleteAccount',
        summary: 'Have the own account erased after a delay',
        description: 'Switches it off and ends every session at once; a mailed link keeps it until `due_at`.',
        tags,
        security,
        body: EraseBody,
        response: {
          202: EraseReply,
          ...problemReplies('invalid_input', ...guardProblems, 'reauthentication_required', 'account_locked'),
        },
      },
    },
    async (request, reply) => {
      const dueAt = await askErasure(app, callerOf(app, request), personOf(request), request.body)
      return reply.code(202).send({ detail: 'The account will be erased.', due_at: toInstant(dueAt) })
    },
  )
}

function cancelRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/delete-account/cancel/',
    {
      onRequest: limitNetwork(app, cancelBudget),
      schema: {
        operationId: 'keepAccount',
        summary: 'Keep an account that was to be erased',
        tags,
        body: CancelBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
      },
    },
    async (request) => {
      await keepAccount(app, callerOf(app, request), request.body.token)
      return { detail: 'The account stays.' }
    },
  )
}
