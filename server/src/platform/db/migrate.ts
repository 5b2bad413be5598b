import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as core from '../../../migrations/0001-core.ts'
import * as secondFactors from '../../../migrations/0002-second-factors.ts'
import * as passkeys from '../../../migrations/0003-passkeys.ts'
import * as factorPolicy from '../../../migrations/0004-factor-policy.ts'
import * as social from '../../../migrations/0005-social.ts'
import * as auditChain from '../../../migrations/0006-audit-chain.ts'
import * as sessionsDevices from '../../../migrations/0007-sessions-devices.ts'
import * as services from '../../../migrations/0008-services.ts'
import * as privacy from '../../../migrations/0009-privacy.ts'
import * as notices from '../../../migrations/0010-notices.ts'
import * as notMe from '../../../migrations/0011-not-me.ts'
import * as webhooks from '../../../migrations/0012-webhooks.ts'
import * as admin from '../../../migrations/0013-admin.ts'
import * as imported from '../../../migrations/0014-imported.ts'
import * as sessionSamples from '../../../migrations/0015-session-samples.ts'
import * as freshProofs from '../../../migrations/0016-fresh-proofs.ts'
import type { Engine } from '../../../migrations/column-types.ts'
import { type Db, isPostgres } from './db.ts'

type Step = { up: (db: Kysely<unknown>, engine: Engine) => Promise<void> }

/** All migrations in their order; forward only. A new one is added at the end and never changed once released. */
const steps: readonly [name: string, step: Step][] = [
  ['0001-core', core],
  ['0002-second-factors', secondFactors],
  ['0003-passkeys', passkeys],
  ['0004-factor-policy', factorPolicy],
  ['0005-social', social],
  ['0006-audit-chain', auditChain],
  ['0007-sessions-devices', sessionsDevices],
  ['0008-services', services],
  ['0009-privacy', privacy],
  ['0010-notices', notices],
  ['0011-not-me', notMe],
  ['0012-webhooks', webhooks],
  ['0013-admin', admin],
  ['0014-imported', imported],
  ['0015-session-samples', sessionSamples],
  ['0016-fresh-proofs', freshProofs],
]

export type MigrationState = { done: string[]; pending: string[] }

/**
 * Brings the database to this version of the code, under a lock, so that nodes that start together do not collide.
 * @returns the names of the migrations that ran now
 * @throws Error with a sentence for the operator when the database is newer than the code or a step failed
 */
export async function migrate(db: Db): Promise<string[]> {
  await refuseNewerDatabase(db)
  const { error, results } = await migratorOf(db).migrateToLatest()
  if (error) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName
    throw new Error(`${failed ?? 'The migration'} failed; the database is as it was before it.`, { cause: error })
  }
  return (results ?? []).map((result) => result.migrationName)
}

/** Which migrations have run and which have not. */
export async function migrationState(db: Db): Promise<MigrationState> {
  const all = await migratorOf(db).getMigrations()
  const names = (executed: boolean) =>
    all.filter((migration) => (migration.executedAt !== undefined) === executed).map((migration) => migration.name)
  return { done: names(true), pending: names(false) }
}

/** Those of the given migrations that this version does not know: a newer one has made them. */
export function unknownMigrations(names: readonly string[]): string[] {
  const known = new Set(steps.map(([name]) => name))
  return names.filter((name) => !known.has(name))
}

/**
 * A rolling downgrade would write rows that the newer schema does not expect.
 * @throws Error with a sentence for the operator when the database is newer than the code
 */
export async function refuseNewerDatabase(db: Db): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return
  const unknown = unknownMigrations(await listExecuted(db))
  if (unknown.length === 0) return
  throw new Error(
    `The database is newer than this version (it has ${unknown.join(', ')}). Start the newer version, or restore the backup made before the upgrade.`,
  )
}

async function listExecuted(db: Db): Promise<string[]> {
  const rows = await (db as unknown as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .execute()
  return rows.map((row) => row.name)
}

function migratorOf(db: Db): Migrator {
  const engine: Engine = isPostgres(db) ? 'postgres' : 'sqlite'
  const migrations: Record<string, Migration> = {}
  for (const [name, step] of steps) migrations[name] = { up: (tx: Kysely<unknown>) => step.up(tx, engine) }
  return new Migrator({ db, provider: { getMigrations: async () => migrations } })
}
