import type { Compilable, CompiledQuery, Insertable } from 'kysely'
import { type Db, isPostgres } from './db.ts'
import { type Schema, schema, type TableName } from './schema.ts'
import { shareRead } from './shared-reads.ts'

type Plan = { compiled: CompiledQuery; slots: readonly (string | undefined)[] }

/** Stands for an input value while the query is built; found again among the compiled parameters. */
type Slot = { readonly slot: string }

type Manner = {
  /** Whether it may have to pass over many rows: it then has a connection of its own, and keeps no other read waiting. */
  readonly mayTakeLong?: boolean
}

/**
 * A query of the hot path, built and compiled once an engine instead of at every request.
 * @param build writes the query from its input; every input property must be used as a plain parameter, never looked at
 * @returns a function that runs it
 */
export function hotQuery<Input extends object, Row>(
  build: (db: Db, input: Input) => Compilable<Row>,
  { mayTakeLong = false }: Manner = {},
): (db: Db, input: Input) => Promise<Row[]> {
  const plans = new Map<boolean, Plan>()
  return async (db, input) => {
    const engine = isPostgres(db)
    let plan = plans.get(engine)
    if (!plan) {
      const compiled = build(db, slots<Input>()).compile()
      plan = makePlan(mayTakeLong ? compiled : shareRead(compiled))
      plans.set(engine, plan)
    }
    const { compiled } = plan
    const given = input as Record<string, unknown>
    const parameters = plan.slots.map((name, i) => (name === undefined ? compiled.parameters[i] : given[name]))
    return (await db.executeQuery<Row>({ ...compiled, parameters } as CompiledQuery<Row>)).rows
  }
}

/** As `hotQuery`, for the insert of one whole row into a table. */
export function hotInsert<T extends TableName>(table: T): (db: Db, row: Insertable<Schema[T]>) => Promise<void> {
  const columns = Object.keys(schema[table])
  const insert = hotQuery<Record<string, unknown>, unknown>((db, row) => {
    const values = Object.fromEntries(columns.map((name) => [name, row[name]]))
    return db.insertInto<TableName>(table).values(values as never)
  })
  return async (db, row) => {
    await insert(db, row)
  }
}

function slots<Input extends object>(): Input {
  return new Proxy({} as Input, { get: (_, name) => ({ slot: String(name) }) satisfies Slot })
}

function makePlan(compiled: CompiledQuery): Plan {
  const isSlot = (value: unknown): value is Slot => typeof value === 'object' && value !== null && 'slot' in value
  return { compiled, slots: compiled.parameters.map((value) => (isSlot(value) ? value.slot : undefined)) }
}
