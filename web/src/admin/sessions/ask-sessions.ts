import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import type { SessionsSearch } from './search.ts'

/** Of a page of the list: what the service gives at most. */
const limit = 100

export function askSessions(search: SessionsSearch, cursor: string | undefined) {
  const query = { ...search, limit, ...(cursor === undefined ? {} : { cursor }) }
  return answerOf(api.GET('/api/admin/sessions/', { params: { query } }))
}

/** A session of somebody. */
export type AnySession = Awaited<ReturnType<typeof askSessions>>['results'][number]
