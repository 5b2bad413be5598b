import { type DatabaseIntrospector, type Kysely, PostgresIntrospector, sql, type TableMetadata } from 'kysely'

type ColumnRow = {
  table: string
  kind: string
  schema: string
  name: string
  type: string
  required: boolean
  preset: boolean
}

/**
 * Looks at the tables of the connection's own schema only. Another service may live in the same PostgreSQL database, in a
 * schema of its own and with migrations of its own: its tables must not be taken for ours, and to look at one that is
 * being dropped would fail.
 */
export function ownSchemaIntrospector<T>(db: Kysely<T>): DatabaseIntrospector {
  return {
    getSchemas: () => new PostgresIntrospector(db).getSchemas(),
    async getTables({ withInternalKyselyTables } = { withInternalKyselyTables: false }) {
      const tables = Map.groupBy(await listColumns(db), ({ table }) => table)
      const all = [...tables.values()].map(describe)
      return withInternalKyselyTables ? all : all.filter(({ name }) => !/^kysely_migration(_lock)?$/.test(name))
    },
  }
}

async function listColumns<T>(db: Kysely<T>): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`
    select class.relname as "table", class.relkind as "kind", own.nspname as "schema", attribute.attname as "name",
      type.typname as "type", attribute.attnotnull as "required", attribute.atthasdef as "preset"
    from pg_catalog.pg_class as class
    join pg_catalog.pg_namespace as own on own.oid = class.relnamespace and own.nspname = current_schema()
    join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
    join pg_catalog.pg_type as type on type.oid = attribute.atttypid
    where class.relkind in ('r', 'v', 'p', 'f') and attribute.attnum > 0 and not attribute.attisdropped
    order by class.relname, attribute.attnum`.execute(db)
  return rows
}

function describe(rows: readonly ColumnRow[]): TableMetadata {
  const [first] = rows
  return {
    name: first?.table ?? '',
    isView: first?.kind === 'v',
    isForeign: first?.kind === 'f',
    schema: first?.schema ?? '',
    columns: rows.map(({ name, type, required, preset }) => ({
      name,
      dataType: type,
      isNullable: !required,
      hasDefaultValue: preset,
      isAutoIncrementing: false,
    })),
  }
}
