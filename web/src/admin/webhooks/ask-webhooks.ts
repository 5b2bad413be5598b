import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import type { DeliveriesSearch } from './search.ts'

/** Of deliveries: what the service gives at most. */
const limit = 100

export const webhooksKey = ['admin', 'webhooks']

export function askWebhooks() {
  return answerOf(api.GET('/api/admin/webhooks/'))
}

/** An address that is told of events. */
export type Endpoint = Awaited<ReturnType<typeof askWebhooks>>['results'][number]

export function askDeliveries(id: string, search: DeliveriesSearch) {
  const params = { path: { id }, query: { ...search, limit } }
  return answerOf(api.GET('/api/admin/webhooks/{id}/deliveries/', { params }))
}

export type Delivery = Awaited<ReturnType<typeof askDeliveries>>['results'][number]
