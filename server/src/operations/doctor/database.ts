import { stat } from 'node:fs/promises'
import type { App } from '../../platform/app.ts'
import { journalMode, quickCheck, readCare } from './database.queries.ts'
import { type Check, failed, ok, skipped, type Verdict, warning } from './finding.ts'

/** The oldest PostgreSQL that is tried. */
const oldestPostgres = 14
/** A file of this size is read in a tenth of a second, in which a service at work answers nobody. */
const mostBytesAtWork = 32 * 1024 * 1024

/** Whether the database answers, is whole, and keeps what it has acknowledged. */
export const database: Check = {
  name: 'database',
  async look({ app, config, isCommand }) {
    if (app !== undefined) return config.database.engine === 'postgres' ? postgres(app) : sqlite(app, isCommand)
    const where = config.database.engine === 'sqlite' ? `none at ${config.database.file} yet` : 'not asked'
    return skipped(where, 'mend the settings, then start the service, which makes it')
  },
}

async function postgres({ db }: App): Promise<Verdict> {
  const care = await readCare(db)
  if (care === undefined) return failed('PostgreSQL does not tell its settings', 'see its log')
  const version = Math.floor(care.version / 10_000)
  if (version < oldestPostgres) {
    return failed(`PostgreSQL ${version} is too old`, `move to ${oldestPostgres} or newer`)
  }
  const { fsync, synchronousCommit, fullPageWrites } = care
  const settings = { fsync, synchronous_commit: synchronousCommit, full_page_writes: fullPageWrites }
  const off = Object.entries(settings).flatMap(([name, value]) => (value === 'off' ? [`${name}=off`] : []))
  if (off.length === 0) return ok(`PostgreSQL ${version}, and what it acknowledges is on its disk`)
  return failed(
    `PostgreSQL ${version} acknowledges what a power cut takes back: ${off.join(', ')}`,
    'switch them on: a revoked session or a used code could come back to life, and the database break',
  )
}

async function sqlite(app: App, isCommand: boolean): Promise<Verdict> {
  const { database } = app.config
  if (database.engine !== 'sqlite') return skipped('not SQLite')
  const mode = await journalMode(app.db)
  if (mode !== 'wal') {
    return warning(`journal mode is ${mode}: readers and the writer wait for each other`, 'keep it on a local disk')
  }
  const { size } = await stat(database.file)
  if (!isCommand && size > mostBytesAtWork) {
    return ok('SQLite with write-ahead log; too large to be read whole at work, which `kalosphere-auth doctor` does')
  }
  const faults = await quickCheck(app.db)
  if (faults.length === 0) return ok('SQLite with write-ahead log, and whole')
  return failed(`the file is damaged: ${faults.join('; ')}`, 'stop the service and put the last backup back')
}
