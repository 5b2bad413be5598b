import { fieldProblem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { guardProblems, problemReplies } from '../http/problem-replies.ts'
import { Instant, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { needsFactor } from '../sessions/factor-policy.ts'
import { requireFresh } from '../sessions/require-fresh.ts'
import { guarded, guardedForEnrolment, personOf } from '../sessions/session.guard.ts'
import { countBackupCodes } from './backup-codes.queries.ts'
import { renewBackupCodes } from './change-factors.ts'
import { listFactors } from './factors.queries.ts'
import { listPasskeys } from './passkeys.queries.ts'

const FactorsReply = Type.Object({
  factors: Type.Array(Type.Object({ kind: Type.String(), target: Type.String(), confirmed_at: Instant })),
  backup_codes_left: Type.Integer(),
  offered: Type.Array(Type.String(), { description: 'The kinds that can be added' }),
  is_required: Type.Boolean({ description: 'Whether the account must have a second factor' }),
})
const security = [{ bearer: [] }]
const tags = ['second factors']

export function factorsRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    renewCodes(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/mfa/',
    {
      ...guardedForEnrolment(app),
      schema: {
        operationId: 'listFactors',
        summary: 'The second factors of the own account',
        tags,
        security,
        response: { 200: FactorsReply, ...problemReplies(...guardProblems) },
      },
    },
    async (request) => {
      const { accountId, roles } = personOf(request)
      const factors = (await listFactors(app.db, accountId)).flatMap(({ kind, target, confirmedAt }) =>
        confirmedAt === null ? [] : [{ kind, target, confirmed_at: toInstant(confirmedAt) }],
      )
      const passkeys = (await listPasskeys(app.db, accountId)).map(({ name, createdAt }) => {
        return { kind: 'webauthn', target: name, confirmed_at: toInstant(createdAt) }
      })
      return {
        factors: [...passkeys, ...factors],
        backup_codes_left: await countBackupCodes(app.db, accountId),
        offered: [...app.config.factors.offered],
        is_required: needsFactor(app, roles),
      }
    },
  )
}

function renewCodes(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/mfa/backup-codes/',
    {
      ...guarded(app),
      schema: {
        operationId: 'renewBackupCodes',
        summary: 'Make a new set of backup codes',
        description: 'Shown once; the former set stops working. Needs a fresh proof of the second factor.',
        tags,
        security,
        response: {
          200: Type.Object({ backup_codes: Type.Array(Type.String()) }),
          ...problemReplies('invalid_input', ...guardProblems, 'reauthentication_required'),
        },
      },
    },
    async (request) => {
      const person = personOf(request)
      if (!person.hasFactor) throw fieldProblem({ non_field_errors: ['Add a second factor first.'] })
      requireFresh(app, person)
      return { backup_codes: await renewBackupCodes(app, callerOf(app, request), person) }
    },
  )
}
