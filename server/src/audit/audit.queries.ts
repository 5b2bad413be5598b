import { hotInsert } from '../platform/db/hot-query.ts'

export const insertAuditEvent = hotInsert('audit_event')
