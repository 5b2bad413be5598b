import { listAccounts } from '../accounts/accounts.queries.ts'
import type { DirectoryEntry } from '../accounts/directory.queries.ts'
import { readEntry } from '../accounts/directory.ts'
import { exportPeople } from '../importing/export-people.ts'
import type { Cli } from './cli.ts'
import { inColumns } from './console.ts'
import { withService } from './with-app.ts'
import { findUser } from './with-user.ts'

/** `users list` */
export function listUsers(cli: Cli, { search, limit }: { search: string; limit: number }): Promise<void> {
  return withService(cli, async (app) => {
    const found = await listAccounts(app.db, { search, most: limit + 1 })
    const users = found.slice(0, limit).map((account) => ({
      id: account.id,
      email: account.email,
      username: account.username,
      roles: account.roles,
      is_active: account.isActive,
      is_email_verified: account.emailVerifiedAt !== null,
      mfa_enabled: account.mfaEnabled,
      created_at: account.createdAt,
      last_login_at: account.lastLoginAt,
    }))
    const rows = users.map((user) => [user.id, user.email, user.username, user.roles.join(' '), stateOf(user)])
    const more = found.length > limit
    cli.console.tell({ users, more }, inColumns([['ID', 'E-MAIL', 'USERNAME', 'ROLES', 'STATE'], ...rows]))
    if (more && !cli.console.json()) cli.console.note(`There are more: see --limit and --search.`)
  })
}

function stateOf(user: { is_active: boolean; is_email_verified: boolean }): string {
  if (!user.is_active) return 'disabled'
  return user.is_email_verified ? 'active' : 'unverified'
}

/** `users show` */
export function showUser(cli: Cli, name: string): Promise<void> {
  return withService(cli, async (app) => {
    const { id } = await findUser(app, name)
    const details = await readEntry(app, id)
    const user = {
      ...asDocument(details),
      live_sessions: details.liveSessions,
      locked_until: details.lockedUntil ?? null,
      password_disabled: details.passwordDisabled,
      frozen_since: details.frozenSince ?? null,
    }
    const rows = Object.entries(user).map(([field, value]) => [field, inWords(value)])
    cli.console.tell(user, inColumns(rows))
  })
}

/** `users export`: lines as long as somebody reads them; a pipe that is full is waited for. */
export function exportUsers(cli: Cli, withSecrets: boolean): Promise<void> {
  return withService(cli, async (app) => {
    for await (const { entry, beside } of exportPeople(app, withSecrets)) {
      const line = `${JSON.stringify({ ...asDocument(entry), ...beside })}\n`
      if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve))
    }
  })
}

function asDocument(entry: DirectoryEntry) {
  return {
    id: entry.id,
    email: entry.email,
    username: entry.username,
    display_name: entry.displayName,
    locale: entry.locale,
    timezone: entry.timezone,
    avatar_url: entry.avatarUrl,
    roles: entry.roles,
    is_active: entry.isActive,
    is_email_verified: entry.emailVerifiedAt !== null,
    email_verified_at: entry.emailVerifiedAt,
    mfa_enabled: entry.mfaEnabled,
    has_password: entry.passwordChangedAt !== null,
    password_changed_at: entry.passwordChangedAt,
    last_login_at: entry.lastLoginAt,
    created_at: entry.createdAt,
    updated_at: entry.updatedAt,
  }
}

function inWords(value: unknown): string {
  if (value === null || value === '') return '-'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(' ') || '-' : String(value)
}
