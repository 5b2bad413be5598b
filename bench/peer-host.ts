import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { hash, verify } from '@node-rs/argon2'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import pg from 'pg'

// The peer as its guide has it: e-mail and password on node:http, nothing cached, no limits. Its SQLite has the settings
// of ours, so that its commits are as durable and its readers wait as little.
const { PORT: port, DATABASE_URL: databaseUrl, SQLITE_FILE: file = ':memory:', HASH: hashing } = process.env
const cost = { algorithm: 2, version: 1, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const
const ours = {
  hash: (password: string) => hash(password, cost),
  verify: ({ hash: stored, password }: { hash: string; password: string }) => verify(stored, password),
}

const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'for the benchmark alone, and long enough for it',
  database: databaseUrl === undefined ? openFile() : new pg.Pool({ connectionString: databaseUrl, max: 10 }),
  emailAndPassword: { enabled: true, ...(hashing === 'argon2id' ? { password: ours } : {}) },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
} satisfies BetterAuthOptions

function openFile(): DatabaseSync {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  return database
}

const { runMigrations } = await getMigrations(options)
await runMigrations()
const http = createServer(toNodeHandler(betterAuth(options)))
http.listen(Number(port), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
