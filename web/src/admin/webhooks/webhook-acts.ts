import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import type { AdminTexts } from '../../texts/en/admin.ts'
import type { Right } from '../rights-by-role.ts'
import type { Endpoint } from './ask-webhooks.ts'

export type ActWord = keyof AdminTexts['webhooks']['actWords']

type Act = {
  readonly right: Right
  readonly isDanger?: boolean
  /** Whether there is anything for it to do. */
  readonly isFit: (endpoint: Endpoint) => boolean
  readonly run: (id: string, reason: string) => Promise<{ changed: boolean }>
}

const to = (id: string, reason: string) => ({ params: { path: { id } }, body: { reason } })

/** What is done to a webhook with nothing but a reason. */
export const webhookActs: { readonly [W in ActWord]: Act } = {
  pause: {
    right: 'webhooks.pause',
    isFit: ({ status }) => status === 'active',
    run: (id, reason) => answerOf(api.POST('/api/admin/webhooks/{id}/pause/', to(id, reason))),
  },
  resume: {
    right: 'webhooks.resume',
    isFit: ({ status }) => status !== 'active',
    run: (id, reason) => answerOf(api.POST('/api/admin/webhooks/{id}/resume/', to(id, reason))),
  },
  remove: {
    right: 'webhooks.remove',
    isDanger: true,
    isFit: () => true,
    run: (id, reason) => answerOf(api.POST('/api/admin/webhooks/{id}/remove/', to(id, reason))),
  },
}

export const actWords = Object.keys(webhookActs) as readonly ActWord[]
