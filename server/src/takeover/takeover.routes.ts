import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { disownEvent } from './disown-event.ts'

const disownBudget: Budget = { name: 'not-me', points: 60, seconds: 600 }
const TokenBody = body({ token: textField(200, { description: 'From the mailed link' }) })
const words = (description: string) => Type.Array(Type.String(), { description })
const DisownedReply = Type.Object({
  detail: Type.String(),
  undone: words('What was taken back, such as `passkey`, `address` or `link_removed`; empty when it was done before'),
  not_undone: words('What belongs to another account by now: `address`, `link_removed`'),
})

export function takeoverRoutes(app: App): Routes {
  return async (http) => {
    http.post(
      '/api/auth/this-was-not-me/',
      {
        config: { finishing: true },
        onRequest: limitNetwork(app, disownBudget),
        schema: {
          operationId: 'disownEvent',
          summary: 'Say by the mailed link that an event was not the owner’s doing',
          description:
            'Freezes the account until its password is reset by the link that is mailed with it, ends every session, and ' +
            'takes back what was changed since. Pressed again it answers the same and changes nothing.',
          tags: ['accounts'],
          body: TokenBody,
          response: { 200: DisownedReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
        },
      },
      async (request) => {
        const { now, undone, notUndone } = await disownEvent(app, callerOf(app, request), request.body.token)
        const detail = now ? 'The account is frozen. Look into your mailbox.' : 'This was done already.'
        return { detail, undone: [...undone], not_undone: [...notUndone] }
      },
    )
  }
}
