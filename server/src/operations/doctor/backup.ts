import { existsSync } from 'node:fs'
import { isPublic } from '../../platform/deploy-checks.ts'
import { lastBackup } from '../backup-note.ts'
import { type Check, failed, ok, skipped, warning } from './finding.ts'

const hourMs = 3_600_000
/** One a night, with some hours for one that was late. */
const freshHours = 36
const oldHours = 7 * 24

/** When the database was last backed up, as far as this service did it. */
export const backup: Check = {
  name: 'backup',
  async look({ config, now }) {
    if (config.database.engine === 'postgres') {
      return skipped(
        'backups of PostgreSQL are not to be seen from here',
        'see that pg_dump, pgBackRest or your provider makes them every night, and try a restore',
      )
    }
    const todo = 'let `kalosphere-auth backup FILE` run every night, keep the file elsewhere, and try a restore'
    const last = lastBackup(config)
    if (last === undefined) {
      return isPublic(config) ? failed('none was made here', todo) : warning('none was made here', todo)
    }
    const hours = Math.floor((now().getTime() - last.at.getTime()) / hourMs)
    const where = existsSync(last.file) ? last.file : `${last.file}, which is not there any more`
    const said = `the last one is ${hours} h old: ${where}`
    if (hours > oldHours) return failed(said, todo)
    return hours > freshHours ? warning(said, todo) : ok(said)
  },
}
