import type { App } from '../platform/app.ts'
import { type OldDatabase, openOldDatabase } from '../platform/db/open-old-database.ts'
import { insertSpent } from '../sessions/former-login.queries.ts'
import { readBlacklist } from './django.queries.ts'
import { djangoSource } from './django-source.ts'
import { instantOf, textOf } from './old-values.ts'
import { type Report, takeIn } from './take-in.ts'

type How = Parameters<typeof takeIn>[2] & { withPhones: boolean }

export type DjangoReport = Report & { spentTokens: number }

/**
 * Brings everybody from the old service's database, and which of its refresh tokens count no more.
 * @param from `postgres://…`, `sqlite:…` or a path; it is only read
 */
export async function importDjango(app: App, from: string, how: How): Promise<DjangoReport> {
  const old = await openOldDatabase(from)
  try {
    // First, so that no moment lies between the accounts and this in which an ended token would open one.
    const spentTokens = await takeBlacklist(app, old, how.dryRun)
    const report = await takeIn(app, djangoSource(app, old, how), how)
    return { ...report, spentTokens }
  } finally {
    await old.close()
  }
}

async function takeBlacklist(app: App, old: OldDatabase, dryRun: boolean): Promise<number> {
  if (!(await old.columnsOf('token_blacklist_blacklistedtoken')).has('token_id')) return 0
  let after = 0
  let count = 0
  for (;;) {
    const rows = await readBlacklist(old, after)
    if (rows.length === 0) return count
    after = Number(rows.at(-1)?.id)
    const spent = rows.flatMap(({ jti, expires_at: ends }) => {
      const expiresAt = instantOf(ends)
      return expiresAt !== null && expiresAt > app.now() ? [{ jti: textOf(jti), expiresAt }] : []
    })
    count += spent.length
    if (!dryRun && spent.length > 0) await insertSpent(app.db, spent)
  }
}
