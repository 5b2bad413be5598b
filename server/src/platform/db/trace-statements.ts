import type { CompiledQuery, DatabaseConnection, Dialect, Driver } from 'kysely'
import { type How, openPart, runPart, timed } from '../tracing/part.ts'

type System = 'sqlite' | 'postgresql'

/** Distinct statements whose names are kept; ours are far fewer. */
const statementLimit = 400
/** Milliseconds: waits for a connection that are shorter are no wait. */
const noWaitMs = 1

/**
 * A dialect whose statements, and the beginning and end of whose transactions, are parts of the trace that is going on. They
 * tell the statement as it was compiled, with places where its values go and never the values.
 */
export function traceStatements(dialect: Dialect, system: System): Dialect {
  return {
    ...dialect,
    createDriver: () => traceDriver(dialect.createDriver(), system),
  }
}

function traceDriver(driver: Driver, system: System): Driver {
  const describe = makeDescribe(system)
  const [begin, commit, rollback] = [step(system, 'BEGIN'), step(system, 'COMMIT'), step(system, 'ROLLBACK')]
  return {
    ...driver,
    async acquireConnection(options) {
      return traceConnection(await driver.acquireConnection(options), describe)
    },
    // On SQLite, the wait for the turn to write.
    beginTransaction: (connection, settings) => timed(begin, () => driver.beginTransaction(connection, settings)),
    commitTransaction: (connection) => timed(commit, () => driver.commitTransaction(connection)),
    rollbackTransaction: (connection) => timed(rollback, () => driver.rollbackTransaction(connection)),
  }
}

function step(system: System, name: string): How {
  return { name, kind: 'client', facts: { 'db.system.name': system, 'db.operation.name': name } }
}

const connect = step('postgresql', 'CONNECT')

/** Makes a part of the wait for a connection, if it was one. @param since when it began, as `performance.now()` gave it */
export function traceWait(since: number): void {
  if (performance.now() - since < noWaitMs) return
  openPart()
    ?.begin({ ...connect, since })
    .end()
}

/** The same connection, since its driver knows it again by its identity; each is made for one use. */
function traceConnection(connection: DatabaseConnection, describe: (sql: string) => How): DatabaseConnection {
  const execute = connection.executeQuery.bind(connection)
  return Object.assign(connection, {
    executeQuery<R>(query: CompiledQuery<R>) {
      const whole = openPart()
      if (whole === undefined) return execute<R>(query)
      return runPart(whole.begin(describe(query.sql)), () => execute<R>(query))
    },
  })
}

function makeDescribe(system: System): (sql: string) => How {
  const known = new Map<string, How>()
  return (sql) => {
    const made = known.get(sql) ?? describeStatement(system, sql)
    if (known.size < statementLimit) known.set(sql, made)
    return made
  }
}

function describeStatement(system: System, sql: string): How {
  const operation = (/^\s*(\w+)/.exec(sql)?.[1] ?? 'statement').toUpperCase()
  const table = /\b(?:from|into|update)\s+"?(\w+)/i.exec(sql)?.[1]
  const facts = { 'db.system.name': system, 'db.operation.name': operation, 'db.query.text': sql }
  if (table === undefined) return { name: operation, kind: 'client', facts }
  return { name: `${operation} ${table}`, kind: 'client', facts: { ...facts, 'db.collection.name': table } }
}
