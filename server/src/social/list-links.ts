import type { Person } from '../base/caller.ts'
import { toInstant } from '../http/shapes.ts'
import type { App } from '../platform/app.ts'
import { listIdentities } from './identities.queries.ts'
import { otherWays } from './other-ways.ts'
import { findProvider } from './providers.ts'

/** The services that open a person's account, and what else does. */
export async function listLinks(app: App, { accountId }: Person) {
  const links = await listIdentities(app.db, accountId)
  const results = links.map(({ provider, email, createdAt, lastUsedAt }) => ({
    provider,
    name: findProvider(app, provider)?.name ?? provider,
    email,
    created_at: toInstant(createdAt),
    last_used_at: lastUsedAt === null ? null : toInstant(lastUsedAt),
  }))
  return { results, next: null, methods: await otherWays(app.db, accountId) }
}
