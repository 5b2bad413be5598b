import type { App } from '../platform/app.ts'
import type { OldDatabase, OldRow } from '../platform/db/open-old-database.ts'
import { countUsers, readAddresses, readLinks, readResetTokens, readUsers } from './django.queries.ts'
import { type Columns, findColumns, type Wanted } from './django-columns.ts'
import { issuerOf } from './known-issuers.ts'
import type { Newcomer, NewcomersIdentity, Remark, Source, SourcePage } from './newcomer.ts'
import { flagOf, instantOf, textOf, textsOf, uuidOf } from './old-values.ts'

type Options = { withPhones: boolean }
type Beside = { addresses: OldRow[]; links: OldRow[]; resetTokens: OldRow[] }
type Tables = { columns: Columns; hasAddresses: boolean; hasLinks: boolean; usedColumn: string | undefined }

/** The people of the Django service that this one takes the place of. */
export function djangoSource(app: App, old: OldDatabase, options: Options): Source {
  return { name: 'django', hasTokens: true, pages: () => readPages(app, old, options) }
}

async function* readPages(app: App, old: OldDatabase, options: Options): AsyncGenerator<SourcePage> {
  const tables = await findTables(old)
  const { columns } = tables
  const total = await countUsers(old)
  let done = 0
  let remarks: readonly Remark[] = remarksOn(columns)
  for (const isVerified of columns.names.has('isEmailVerified') ? [true, false] : [undefined]) {
    let after: string | undefined
    for (;;) {
      const rows = await readUsers(old, columns.names.values(), { isVerified, after })
      if (rows.length === 0) break
      after = String(rows.at(-1)?.id)
      done += rows.length
      const beside = await readBeside(
        old,
        tables,
        rows.map(({ id }) => String(id)),
      )
      const people = rows.map((row) => newcomerOf(app, reader(columns, row), { beside, options }))
      yield { people, remarks, done, total }
      remarks = []
    }
  }
  yield { people: [], remarks: [...remarks, ...missedOf(done, total)], done, total }
}

/** A row that no page holds would be lost in silence. */
function missedOf(done: number, total: number): Remark[] {
  if (done >= total) return []
  return [{ row: 'users_user', says: `${total - done} rows of ${total} were not read: run it again`, isTaken: false }]
}

async function findTables(old: OldDatabase): Promise<Tables> {
  const resets = await old.columnsOf('users_passwordresettoken')
  return {
    columns: await findColumns(old),
    hasAddresses: (await old.columnsOf('account_emailaddress')).has('verified'),
    hasLinks: (await old.columnsOf('socialaccount_socialaccount')).has('uid'),
    usedColumn: ['is_used', 'used'].find((name) => resets.has(name)),
  }
}

function remarksOn({ missing, unread }: Columns): Remark[] {
  const row = 'users_user'
  return [
    ...missing.map((name) => ({ row, says: `there is no column ${name}`, isTaken: true })),
    ...unread.map((name) => ({ row, says: `the column ${name} is not read`, isTaken: true })),
  ]
}

async function readBeside(old: OldDatabase, tables: Tables, ids: readonly string[]): Promise<Beside> {
  const { hasAddresses, hasLinks, usedColumn } = tables
  return {
    addresses: hasAddresses ? await readAddresses(old, ids) : [],
    links: hasLinks ? await readLinks(old, ids) : [],
    resetTokens: usedColumn === undefined ? [] : await readResetTokens(old, ids, usedColumn),
  }
}

type Read = (what: Wanted) => unknown

function reader({ names }: Columns, row: OldRow): Read {
  return (what) => row[names.get(what) ?? '']
}

function newcomerOf(app: App, read: Read, { beside, options }: { beside: Beside; options: Options }): Newcomer {
  const own = (rows: readonly OldRow[]): OldRow[] => rows.filter(({ user_id: id }) => id === read('id'))
  const id = uuidOf(read('id'))
  const email = textOf(read('email'))
  const now = app.now()
  const createdAt = instantOf(read('createdAt')) ?? now
  const password = textOf(read('password'))
  const secret = textOf(read('totpSecret'))
  const hasPhone = options.withPhones && flagOf(read('isPhoneVerified'))
  return {
    row: `users_user ${id}`,
    id,
    email,
    username: textOf(read('username')),
    displayName: '',
    locale: app.config.defaultLocale,
    timezone: 'UTC',
    avatarUrl: '',
    roles: flagOf(read('isSuperuser')) ? ['admin'] : flagOf(read('isStaff')) ? ['support'] : [],
    isActive: read('isActive') === undefined || flagOf(read('isActive')),
    isEmailVerified: flagOf(read('isEmailVerified')) || isProvedAddress(own(beside.addresses), email),
    createdAt,
    updatedAt: instantOf(read('updatedAt')) ?? createdAt,
    lastLoginAt: instantOf(read('lastLogin')),
    // Django writes a `!` before what nobody's password makes.
    passwordHash: password === '' || password.startsWith('!') ? null : password,
    // Whoever knew the password could set the flag, but not the seed.
    totpSecret: flagOf(read('mfaEnabled')) && secret !== '' ? secret : null,
    backupCodes: textsOf(read('backupCodes')),
    hasEmailFactor: flagOf(read('emailMfaEnabled')),
    phone: hasPhone ? textOf(read('phone')) || null : null,
    identities: identitiesOf(app, read, own(beside.links)),
    lock: flagOf(read('isLocked')) ? instantOf(read('lockedUntil')) : undefined,
    failures: Number(read('failures') ?? 0),
    resetLinks: own(beside.resetTokens).flatMap(({ token, expires_at: ends }) => {
      const expiresAt = instantOf(ends)
      return expiresAt !== null && expiresAt > now ? [{ token: textOf(token), expiresAt }] : []
    }),
  }
}

function isProvedAddress(addresses: readonly OldRow[], email: string): boolean {
  const same = (other: unknown): boolean => textOf(other).toLowerCase() === email.toLowerCase()
  return addresses.some(({ email: other, verified }) => flagOf(verified) && same(other))
}

/** One of each service; what stands at the account itself before what the library of the old service noted. */
function identitiesOf(app: App, read: Read, links: readonly OldRow[]): NewcomersIdentity[] {
  const own = { google: read('googleId'), github: read('githubId') }
  return (['google', 'github'] as const).flatMap((provider) => {
    const linked = links.find((link) => link.provider === provider)
    const subject = textOf(own[provider]) || textOf(linked?.uid)
    const issuer = issuerOf(app, provider)
    return subject === '' || issuer === undefined ? [] : [{ provider, issuer, subject, email: null }]
  })
}
