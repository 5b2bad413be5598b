import type { TestServer } from './harness.ts'

/**
 * The settings with which another server, or a process of its own, stands on the very stores of this one: a second
 * node, or the same service after a restart.
 */
export function storesOf({ app }: TestServer): Record<string, string> {
  const { dataDir, database, redisUrl, secretKeys } = app.config
  const [secretKey] = secretKeys
  return {
    DATA_DIR: dataDir,
    ...(database.engine === 'postgres' ? { DATABASE_URL: database.url, DB_POOL_SIZE: String(database.poolSize) } : {}),
    ...(redisUrl ? { REDIS_URL: redisUrl.reveal() } : {}),
    ...(secretKey ? { SECRET_KEY: secretKey.reveal() } : {}),
  }
}
