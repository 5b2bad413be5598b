import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import type { OutboxSearch } from './search.ts'

/** Of a page of the list: what the service gives at most. */
const limit = 100

export function askOutbox(search: OutboxSearch, cursor: string | undefined) {
  const query = { ...search, limit, ...(cursor === undefined ? {} : { cursor }) }
  return answerOf(api.GET('/api/admin/outbox/', { params: { query } }))
}

/** What is to be sent, without what is in it. */
export type Item = Awaited<ReturnType<typeof askOutbox>>['results'][number]
