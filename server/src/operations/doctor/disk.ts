import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Check, failed, ok, skipped, type Verdict, warning } from './finding.ts'

const mib = 1024 * 1024
/** A full disk stops every write, and so every sign-in. */
const leastBytes = 100 * mib
const easyBytes = 1024 * mib

/** The room beside a SQLite database. */
export const disk: Check = {
  name: 'disk',
  async look({ config: { database } }) {
    if (database.engine === 'postgres') return skipped('the database is on PostgreSQL', 'watch the disk of its server')
    const folder = dirname(database.file)
    const found = await statfs(folder).catch(() => undefined)
    if (found === undefined) return skipped(`there is no folder ${folder} yet`, 'the first start makes it')
    const size = await stat(database.file)
      .then((file) => file.size)
      .catch(() => 0)
    return judgeRoom(folder, { free: found.bavail * found.bsize, size })
  },
}

/**
 * A migration copies the database first, so that there must be room for one more.
 * @param room free bytes of the disk, and the size of the database
 */
export function judgeRoom(folder: string, { free, size }: { free: number; size: number }): Verdict {
  const said = `${inMib(free)} are free at ${folder}; the database takes ${inMib(size)}`
  const todo = 'make room: migrations and backups copy the database beside itself'
  if (free < Math.max(leastBytes, size)) return failed(said, todo)
  return free < Math.max(easyBytes, 3 * size) ? warning(said, todo) : ok(said)
}

function inMib(bytes: number): string {
  return `${Math.floor(bytes / mib)} MiB`
}
