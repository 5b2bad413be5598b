import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, textField } from '../http/shapes.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { objectToRecovery } from './cancel-recovery.ts'

const cancelBudget: Budget = { name: 'factor-recovery-cancel', points: 60, seconds: 600 }
const CancelBody = body({ token: textField(200, { description: 'From the mailed link' }) })

export function factorRecoveryRoutes(app: App): Routes {
  return async (http) => {
    http.post(
      '/api/auth/mfa/recovery/cancel/',
      {
        onRequest: limitNetwork(app, cancelBudget),
        schema: {
          operationId: 'cancelFactorRecovery',
          summary: 'Object to the removal of the own second factors',
          tags: ['second factors'],
          body: CancelBody,
          response: { 200: DetailReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
        },
      },
      async (request) => {
        await objectToRecovery(app, callerOf(app, request), request.body.token)
        return { detail: 'Your second factors stay.' }
      },
    )
  }
}
