import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type Github, type GithubAccount, type GithubApp, type GithubToken, now } from './github-state.ts'
import { readBody } from './listen.ts'

type Exchange = { request: IncomingMessage; response: ServerResponse }
type Answer = { readonly status: number; readonly body: unknown; readonly headers?: OutgoingHttpHeaders }

const docs = 'https://docs.github.com/rest'

const notFound = failure(404, 'Not Found')
const badCredentials = failure(401, 'Bad credentials')

function failure(status: number, message: string, headers: OutgoingHttpHeaders = {}): Answer {
  return { status, headers, body: { message, documentation_url: docs, status: String(status) } }
}

/** The part of the REST interface that signing in needs. */
export async function answerApi(github: Github, path: string, { request, response }: Exchange): Promise<void> {
  const text = await readBody(request)
  const { status, body, headers } = work(github, path, { request, text })
  const all = { 'content-type': 'application/json; charset=utf-8', ...limitHeaders(github), ...headers }
  response.writeHead(status, all).end(JSON.stringify(github.instead.has(path) ? github.instead.get(path) : body))
}

function work(github: Github, path: string, { request, text }: { request: IncomingMessage; text: string }): Answer {
  if (request.headers['user-agent'] === undefined) return failure(403, 'Request forbidden by administrative rules.')
  if (github.limited) return tellLimit(github.limited)
  const [, clientId] = /^\/applications\/([^/]+)\/token$/.exec(path) ?? []
  const { authorization = '' } = request.headers
  if (clientId !== undefined && request.method === 'POST')
    return checkToken(github, { authorization, clientId: decodeURIComponent(clientId), text })
  if (authorization === '') return failure(401, 'Requires authentication')
  const token = github.tokens.get(authorization.replace(/^(bearer|token) /i, ''))
  const account = token && github.accounts.get(token.accountId)
  if (!account) return badCredentials
  const headers = { 'x-oauth-scopes': token.scopes.join(', ') }
  if (path === '/user') return { status: 200, body: publicFields(account), headers }
  return path === '/user/emails' ? { ...emails(account, token), headers } : notFound
}

function publicFields({ emails: _, ...shown }: GithubAccount) {
  return { ...shown, node_id: 'U_x', type: 'User', site_admin: false, two_factor_authentication: true }
}

/** Without the scope it is as if there were nothing there. */
function emails(account: GithubAccount, { scopes }: GithubToken): Answer {
  const allowed = scopes.includes('user:email') || scopes.includes('user')
  return allowed ? { status: 200, body: account.emails } : notFound
}

type Check = { readonly authorization: string; readonly clientId: string; readonly text: string }

/** "Check a token": a token of another app is as unknown as one that never was. */
function checkToken(github: Github, { authorization, clientId, text }: Check): Answer {
  const app = [github.app, github.otherApp].find((one) => one.clientId === clientId)
  if (!app || authorization !== basic(app)) return badCredentials
  const value = readAccessToken(text)
  if (value === undefined) return failure(422, 'Validation Failed')
  const token = github.tokens.get(value)
  if (token?.app !== app) return notFound
  const account = github.accounts.get(token.accountId)
  const shown = { name: 'Our app', url: 'https://app.example', client_id: app.clientId }
  const { login, id } = account ?? {}
  return { status: 200, body: { id: 1, token: value, scopes: token.scopes, app: shown, user: { login, id } } }
}

function basic({ clientId, clientSecret }: GithubApp): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}

function readAccessToken(text: string): string | undefined {
  try {
    const { access_token: value } = JSON.parse(text) as { access_token?: unknown }
    return typeof value === 'string' && value !== '' ? value : undefined
  } catch {
    return undefined
  }
}

function tellLimit({ kind, status }: NonNullable<Github['limited']>): Answer {
  if (kind === 'primary') return failure(status, 'API rate limit exceeded for user ID 1.')
  return failure(status, 'You have exceeded a secondary rate limit.', { 'retry-after': '60' })
}

function limitHeaders(github: Github): OutgoingHttpHeaders {
  const remaining = github.limited?.kind === 'primary' ? '0' : '4999'
  const reset = String(Math.floor(now(github) / 1000) + 3600)
  return { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset }
}
