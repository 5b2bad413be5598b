import type { OldDatabase, OldRow } from '../platform/db/open-old-database.ts'

/** Rows of people that are read, and then written in one transaction. */
export const pageSize = 500

export async function countUsers(old: OldDatabase): Promise<number> {
  const [row] = await old.rows('select count(*) as users from users_user')
  return Number(row?.users)
}

/**
 * People in the order of their ids, those with a proved address apart from those without: of two who differ by case
 * only, the proved one comes first.
 */
export function readUsers(
  old: OldDatabase,
  columns: Iterable<string>,
  of: { isVerified: boolean | undefined; after: string | undefined },
): Promise<OldRow[]> {
  const { isVerified, after } = of
  const conditions = [
    isVerified === undefined ? [] : `${isVerified ? '' : 'not '}coalesce(is_email_verified, false)`,
    after === undefined ? [] : 'id > ?',
  ].flat()
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  const list = [...columns].map((name) => `"${name}"`).join(', ')
  const parameters = after === undefined ? [] : [after]
  return old.rows(`select ${list} from users_user ${where} order by id limit ${pageSize}`, parameters)
}

const marks = (ids: readonly string[]): string => ids.map(() => '?').join(', ')

export function readAddresses(old: OldDatabase, ids: readonly string[]): Promise<OldRow[]> {
  return old.rows(`select user_id, email, verified from account_emailaddress where user_id in (${marks(ids)})`, ids)
}

export function readLinks(old: OldDatabase, ids: readonly string[]): Promise<OldRow[]> {
  const list = 'select user_id, provider, uid from socialaccount_socialaccount'
  return old.rows(`${list} where user_id in (${marks(ids)}) order by id`, ids)
}

/** @param used the name of the column that says whether a link was used */
export function readResetTokens(old: OldDatabase, ids: readonly string[], used: string): Promise<OldRow[]> {
  const list = 'select user_id, token, expires_at from users_passwordresettoken'
  return old.rows(`${list} where not "${used}" and user_id in (${marks(ids)})`, ids)
}

/** Refresh tokens that count no more, in the order of their numbers. */
export function readBlacklist(old: OldDatabase, after: number): Promise<OldRow[]> {
  return old.rows(
    `select o.id, o.jti, o.expires_at from token_blacklist_outstandingtoken o
      join token_blacklist_blacklistedtoken b on b.token_id = o.id
      where o.id > ? order by o.id limit ${pageSize}`,
    [after],
  )
}
