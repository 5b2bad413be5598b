import { DatabaseSync } from 'node:sqlite'

/** What was met in a source so far, on disk: a source of any size must not fill the memory. */
export type SeenNames = {
  /** The row that has this name. */
  readonly find: (kind: string, name: string) => string | undefined
  readonly add: (kind: string, name: string, row: string) => void
  readonly close: () => void
}

/** A database without a name is a file that SQLite removes by itself. */
export function makeSeenNames(): SeenNames {
  const database = new DatabaseSync('')
  database.exec('create table seen (kind text, name text, place text, primary key (kind, name)) strict, without rowid')
  database.exec('begin')
  const add = database.prepare('insert into seen values (?, ?, ?) on conflict do nothing')
  const find = database.prepare('select place from seen where kind = ? and name = ?')
  return {
    find(kind, name) {
      const row = find.get(kind, name)
      return row && String(row.place)
    },
    add: (kind, name, row) => void add.run(kind, name, row),
    close: () => database.close(),
  }
}
