import { randomBytes } from 'node:crypto'
import type { Faults } from './faults.ts'

export type GithubEmail = {
  readonly email: string
  readonly primary: boolean
  /** A boolean at GitHub; a test may send something else. */
  readonly verified: unknown
  readonly visibility: 'public' | 'private' | null
}

export type GithubAccount = {
  readonly id: number
  readonly login: string
  readonly name: string | null
  /** The address shown in public; private by default, as most are. */
  readonly email: string | null
  readonly avatar_url: string
  readonly emails: readonly GithubEmail[]
}

/** An OAuth app as it is registered. */
export type GithubApp = { readonly clientId: string; readonly clientSecret: string }

export type GithubToken = { readonly app: GithubApp; readonly accountId: number; readonly scopes: readonly string[] }

export type GithubCode = {
  readonly app: GithubApp
  readonly accountId: number
  readonly redirectUri: string
  readonly challenge: string | undefined
  readonly scopes: readonly string[]
  readonly expires: number
}

/** How GitHub says that it was asked too often: both kinds come as 403 or 429. */
export type Limited = { readonly kind: 'primary' | 'secondary'; readonly status: 403 | 429 }

/** GitHub, or a server of GitHub Enterprise, on loopback. */
export type Github = {
  /** Where people sign in. */
  readonly url: string
  /** The interface: a host of its own, or `/api/v3` of an Enterprise server. */
  readonly apiUrl: string
  readonly app: GithubApp
  /** Somebody else's. */
  readonly otherApp: GithubApp
  /** The callback address that is registered for both. */
  readonly callbackUrl: string
  /** Its people by id. */
  readonly accounts: Map<number, GithubAccount>
  readonly codes: Map<string, GithubCode>
  readonly tokens: Map<string, GithubToken>
  /** Whether it names itself at the end of the way back (RFC 9207), as github.com does since April 2026. */
  namesItself: boolean
  /** What it was asked so far, as `POST /login/oauth/access_token` or `GET /user`. */
  readonly asked: string[]
  /** By path without `/api/v3`: `/login/oauth/access_token`, `/user`, `/user/emails`, `/applications/`. */
  readonly faults: Faults
  /** Answers that stand instead of its own, by path. */
  readonly instead: Map<string, unknown>
  /** Whether who has not verified the primary address gets a token; GitHub itself gives none. */
  tokensForUnverified: boolean
  suspended: boolean
  limited: Limited | undefined
  /** How far its clock is ahead, in minutes. */
  minutesAhead: number
  /** A token as an app of its own has it. */
  readonly tokenOf: (accountId: number, app: GithubApp, scopes?: readonly string[]) => string
}

export const now = (github: Github): number => Date.now() + github.minutesAhead * 60_000

/** As GitHub's tokens of OAuth apps look. */
export function addToken(github: Github, token: GithubToken): string {
  const value = `gho_${randomBytes(18).toString('hex')}`
  github.tokens.set(value, token)
  return value
}

/** An account with one address, which is primary. */
export function githubAccount(id: number, login: string, more: Partial<GithubAccount> = {}): GithubAccount {
  const emails: GithubEmail[] = [
    { email: `${login}@example.com`, primary: true, verified: true, visibility: 'private' },
    { email: `${login}@users.noreply.github.example`, primary: false, verified: true, visibility: null },
  ]
  return { id, login, name: null, email: null, avatar_url: `https://avatars.example/u/${id}?v=4`, emails, ...more }
}
