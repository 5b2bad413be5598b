import { schema, type TableName } from '../schema.ts'

/** Those that others point to, each behind what it points to itself. */
const parents: readonly TableName[] = ['account', 'device', 'session', 'social_identity', 'webhook_endpoint']

/** All tables of the schema, so that a row is written after the rows it points to. */
export function tablesInOrder(): readonly TableName[] {
  const others = (Object.keys(schema) as TableName[]).filter((table) => !parents.includes(table))
  return [...parents, ...others]
}
