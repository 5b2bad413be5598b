import { countSeats } from './database.queries.ts'
import { type Check, failed, ok, unopened, warning } from './finding.ts'

/** Whether PostgreSQL has as many connections as this machine may want; other nodes come on top. */
export const connections: Check = {
  name: 'connections',
  async look({ app, config: { database, workers } }) {
    if (database.engine === 'sqlite') {
      if (workers <= 4) return ok('SQLite needs no pool')
      return warning(`${workers} processes take turns at one SQLite file`, 'use PostgreSQL (DATABASE_URL)')
    }
    if (app === undefined) return unopened
    const seats = await countSeats(app.db)
    const wanted = database.poolSize * workers
    const said = `up to ${wanted} from here (DB_POOL_SIZE × WEB_CONCURRENCY) of ${seats} that PostgreSQL gives`
    const todo = 'lower DB_POOL_SIZE or raise max_connections: all nodes together must stay below it'
    if (wanted > seats) return failed(said, todo)
    // A second node, or the former one of a rolling upgrade, would find none.
    return 2 * wanted > seats ? warning(said, todo) : ok(said)
  },
}
