import { type RawBuilder, sql } from 'kysely'

export type Engine = 'sqlite' | 'postgres'

/** The engine's column type for each logical type; frozen, since landed migrations are written with it. */
export type ColumnTypes = Record<'uuid' | 'text' | 'bool' | 'int' | 'instant' | 'json' | 'bytes', RawBuilder<unknown>>

export function columnTypes(engine: Engine): ColumnTypes {
  if (engine === 'postgres') {
    return {
      uuid: sql`uuid`,
      text: sql`text`,
      bool: sql`boolean`,
      int: sql`bigint`,
      instant: sql`timestamptz`,
      json: sql`jsonb`,
      bytes: sql`bytea`,
    }
  }
  return {
    uuid: sql`text`,
    text: sql`text`,
    bool: sql`integer`,
    int: sql`integer`,
    instant: sql`integer`,
    json: sql`text`,
    bytes: sql`blob`,
  }
}
