import { type Search, searchOf } from '../url-search.ts'
import { eventNames } from './event-names.ts'

const shape = { event: eventNames, account_id: 'text', from: 'date', before: 'date' } as const

export const auditSearch = searchOf(shape)
export type AuditSearch = Search<typeof shape>
