import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import type { AuditSearch } from './search.ts'

/** Of a page of the list: what the service gives at most. */
const limit = 100

export function askAudit(search: AuditSearch, cursor: string | undefined) {
  const query = { ...search, limit, ...(cursor === undefined ? {} : { cursor }) }
  return answerOf(api.GET('/api/admin/audit/', { params: { query } }))
}

/** An event as the log has it. */
export type LoggedEvent = Awaited<ReturnType<typeof askAudit>>['results'][number]
