import { type CompiledQuery, type DatabaseConnection, type QueryResult, SelectQueryNode } from 'kysely'

/** Says of a query of the hot path that it may share a connection, where it only reads and locks nothing. */
export function shareRead<R>(query: CompiledQuery<R>): CompiledQuery<R> {
  const { query: node } = query
  const onlyReads = SelectQueryNode.is(node) && node.endModifiers === undefined && node.with === undefined
  return onlyReads ? Object.assign({ ...query }, { isShared: true }) : query
}

export function isShared(query: CompiledQuery): boolean {
  return 'isShared' in query
}

export type ReadShared = <R>(query: CompiledQuery) => Promise<QueryResult<R>>

/** One on which statements may follow each other before they are answered. */
export type Connection = DatabaseConnection & { readonly isBroken: () => boolean; readonly release: () => void }

/** A connection that is being opened or open, with how many reads it has not answered yet. */
type Held = { readonly opening: Promise<Connection>; opened?: Connection; unanswered: number }

type Asked = { readonly read: (connection: Connection) => Promise<void>; readonly refuse: (error: unknown) => void }

/**
 * Lets reads share one connection: those that are asked within a turn of the event loop go out together, and none waits for
 * another's answer. Each is a transaction of its own, which sees all that was committed before it.
 * @param open takes a connection; it is given back when all is answered, and replaced when it breaks
 */
export function shareReads(open: () => Promise<Connection>): ReadShared {
  let gathered: Asked[] = []
  let held: Held | undefined

  async function send(): Promise<void> {
    const asked = gathered
    gathered = []
    if (held?.opened?.isBroken()) held = undefined
    held ??= { opening: open(), unanswered: 0 }
    const mine = held
    mine.unanswered += asked.length
    const leave = (): void => {
      if (held === mine) held = undefined
    }
    try {
      const connection = await mine.opening
      mine.opened = connection
      await Promise.all(asked.map(({ read }) => read(connection)))
      mine.unanswered -= asked.length
      if (mine.unanswered > 0) return
      leave()
      connection.release()
    } catch (error) {
      leave()
      for (const { refuse } of asked) refuse(error)
    }
  }

  return <R>(query: CompiledQuery) =>
    new Promise<QueryResult<R>>((resolve, reject) => {
      const read = (connection: Connection) => connection.executeQuery<R>(query).then(resolve, reject)
      if (gathered.push({ read, refuse: reject }) === 1) setImmediate(() => void send())
    })
}
