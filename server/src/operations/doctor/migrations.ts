import { migrationState, refuseNewerDatabase } from '../../platform/db/migrate.ts'
import { type Check, failed, ok, unopened } from './finding.ts'

export const migrations: Check = {
  name: 'migrations',
  async look({ app }) {
    if (app === undefined) return unopened
    await refuseNewerDatabase(app.db)
    const { pending } = await migrationState(app.db)
    if (pending.length === 0) return ok('all have run')
    return failed(`${pending.join(', ')} waits`, 'run `kalosphere-auth migrate`, or start the service')
  },
}
