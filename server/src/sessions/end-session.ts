import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { endByFormer, ownerOfFormer } from './carry-over.ts'
import { endFormerAccessWith } from './end-former-access.ts'
import { hasFactor } from './factor-policy.ts'
import { endFormerLogin } from './former-login.queries.ts'
import { isFormer } from './former-tokens.ts'
import { noteEnded } from './note-ended.ts'
import { readRefreshToken } from './refresh-session.ts'
import { requireFreshToEnd } from './require-fresh.ts'
import { findSession, holdAccount, revokeSession, revokeSessionsOf } from './sessions.queries.ts'

/**
 * Signs out by refresh token: its session ends, and with `all` every session of its person.
 * The token proves the right to end its own session; a live access token is not needed.
 * @param request `asker` is the account that the request's access token names, if it has one: a person who is signed in
 *   ends no session of anybody else's
 * @throws Problem `invalid_token` for anything but a refresh token of a live session; `reauthentication_required` for `all`
 */
export async function signOut(
  app: App,
  caller: Caller,
  request: { refresh: string; all: boolean; asker?: string | undefined },
): Promise<void> {
  if (isFormer(app, request.refresh.trim())) return signOutByFormer(app, caller, request)
  const session = await findLiveSession(app, request.refresh)
  const isForeign = request.asker !== undefined && request.asker !== session?.accountId
  if (!session || isForeign) throw new Problem('invalid_token', { detail: 'Invalid token' })
  if (request.all) requireFreshToEnd(app, { ...session, hasFactor: hasFactor(session) })
  await app.transaction(async (tx) => {
    const at = app.now()
    if (request.all) return endSessionsOf(app, tx, caller, { accountId: session.accountId, reason: 'signed_out' })
    const end = { accountId: session.accountId, sessionId: session.id, reason: 'signed_out' }
    await holdAccount(tx, end.accountId)
    const ended = await revokeSession(tx, session.id, { at, reason: end.reason })
    if (ended.length === 0) throw new Problem('invalid_token', { detail: 'Invalid token' })
    await noteEnded(app, tx, caller, end)
    await endFormerAccessWith(app, tx, caller, end)
  })
}

type SignOut = Parameters<typeof signOut>[2]

async function signOutByFormer(app: App, caller: Caller, { refresh, all, asker }: SignOut): Promise<void> {
  // Nobody has proved anything in a session of the service before.
  if (all) requireFreshToEnd(app, { authTime: new Date(0), factorAt: null, hasFactor: false })
  const accountId = all ? await ownerOfFormer(app, refresh) : undefined
  const isOwn = accountId !== undefined && (asker === undefined || asker === accountId)
  if (isOwn) {
    await app.transaction((tx) => endSessionsOf(app, tx, caller, { accountId, reason: 'signed_out' }))
  } else if (!(await endByFormer(app, caller, refresh, { reason: 'signed_out', asker }))) {
    throw new Problem('invalid_token', { detail: 'Invalid token' })
  }
}

/** Ends the sessions of an account, but for `keep`, and what tokens of a former service open of it, in the transaction of the act that requires it. */
export async function endSessionsOf(
  app: App,
  tx: Tx,
  caller: Caller | undefined,
  end: { accountId: string; reason: string; keep?: string },
): Promise<void> {
  const { accountId, reason, keep } = end
  // Waits for sign-ins under way, so that none of them leaves a session behind.
  await holdAccount(tx, accountId)
  const ended = await revokeSessionsOf(tx, accountId, {
    at: app.now(),
    reason,
    ...(keep === undefined ? {} : { keep }),
  })
  for (const { id: sessionId } of ended) await noteEnded(app, tx, caller, { accountId, sessionId, reason })
  await endFormerLogin(tx, accountId)
}

async function findLiveSession(app: App, token: string) {
  try {
    const { sessionId } = await readRefreshToken(app, token)
    const [session] = await findSession(app.db, { sessionId })
    return session && session.revokedAt === null && session.expiresAt > app.now() ? session : undefined
  } catch (error) {
    if (error instanceof Problem && error.code === 'token_not_valid') return undefined
    throw error
  }
}
