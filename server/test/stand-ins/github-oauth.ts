import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { addToken, type Github, type GithubApp, type GithubCode, now } from './github-state.ts'
import { readBody, sendJson } from './listen.ts'

type Fields = Record<string, string>

const codeMinutes = 10

const errors: Fields = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
  bad_verification_code: 'The code passed is incorrect or expired.',
  unverified_user_email: 'The user must have a verified primary email.',
  access_denied: 'The user has denied your application access.',
  application_suspended: 'Your application has been suspended.',
  invalid_request: 'Only the S256 code challenge method is accepted.',
}

function errorFields(error: string): Fields {
  const error_uri = `https://docs.github.com/apps/oauth-apps/troubleshooting#${error.replaceAll('_', '-')}`
  return { error, error_description: errors[error] ?? error, error_uri }
}

/** `/login/oauth/authorize` and `/login/oauth/access_token`. */
export async function answerOauth(github: Github, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', github.url)
  const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined
  if (url.pathname === '/login/oauth/authorize') {
    const outcome = authorize(github, Object.fromEntries(url.searchParams), form)
    if (typeof outcome === 'string') response.writeHead(302, { location: outcome }).end()
    else response.writeHead(outcome, { 'content-type': 'text/html' }).end('<form method="post">Authorize?</form>')
  } else if (url.pathname === '/login/oauth/access_token' && form !== undefined) {
    sendGiven(redeem(github, Object.fromEntries([...url.searchParams, ...form])), request, response)
  } else {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>')
  }
}

/** A form, unless JSON is asked for. */
function sendGiven(fields: Fields, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.accept?.includes('application/json')) sendJson(response, 200, fields)
  else {
    const type = 'application/x-www-form-urlencoded; charset=utf-8'
    response.writeHead(200, { 'content-type': type }).end(new URLSearchParams(fields).toString())
  }
}

/** Where the browser is sent, or the status of the page it is shown. */
function authorize(github: Github, asked: Fields, form: URLSearchParams | undefined): string | number {
  const app = appOf(github, asked.client_id)
  if (!app) return 404
  const { redirect_uri: redirectUri = github.callbackUrl, code_challenge: challenge } = asked
  const error = refusal(github, { ...asked, redirectUri })
  // GitHub sends errors of the address itself to the registered one.
  if (error !== undefined) return sendBack(github, github.callbackUrl, { ...asked, ...errorFields(error) })
  if (form === undefined) return 200
  if (form.has('deny')) return sendBack(github, redirectUri, { ...asked, ...errorFields('access_denied') })
  const scopes = (asked.scope ?? '').split(/[ ,]+/).filter((scope) => scope !== '')
  const accountId = Number(form.get('account'))
  const expires = now(github) + codeMinutes * 60_000
  const code = addCode(github, { app, accountId, redirectUri, challenge, scopes, expires })
  return sendBack(github, redirectUri, { ...asked, code })
}

function refusal(github: Github, asked: Fields & { redirectUri: string }): string | undefined {
  if (github.suspended) return 'application_suspended'
  if (!fits(asked.redirectUri, github.callbackUrl)) return 'redirect_uri_mismatch'
  const plain = asked.code_challenge !== undefined && asked.code_challenge_method !== 'S256'
  return plain ? 'invalid_request' : undefined
}

function sendBack(github: Github, to: string, fields: Fields): string {
  const back = new URL(to)
  for (const name of ['code', 'error', 'error_description', 'error_uri', 'state']) {
    const value = fields[name]
    if (value !== undefined) back.searchParams.set(name, value)
  }
  if (github.namesItself) back.searchParams.set('iss', `${github.url}/login/oauth`)
  return back.href
}

function addCode(github: Github, code: GithubCode): string {
  const value = randomBytes(10).toString('hex')
  github.codes.set(value, code)
  return value
}

/** Errors come with status 200. A code is good for one try. */
function redeem(github: Github, given: Fields): Fields {
  const app = appOf(github, given.client_id)
  if (!app || app.clientSecret !== given.client_secret) return errorFields('incorrect_client_credentials')
  const code = github.codes.get(given.code ?? '')
  github.codes.delete(given.code ?? '')
  if (code?.app !== app || code.expires < now(github)) return errorFields('bad_verification_code')
  if (given.redirect_uri !== undefined && given.redirect_uri !== code.redirectUri)
    return errorFields('redirect_uri_mismatch')
  if (code.challenge !== undefined && challengeOf(given.code_verifier ?? '') !== code.challenge)
    return errorFields('bad_verification_code')
  const account = github.accounts.get(code.accountId)
  const primary = account?.emails.find((one) => one.primary)
  if (primary?.verified !== true && !github.tokensForUnverified) return errorFields('unverified_user_email')
  const { accountId, scopes } = code
  return { access_token: addToken(github, { app, accountId, scopes }), scope: scopes.join(), token_type: 'bearer' }
}

function appOf({ app, otherApp }: Github, clientId: string | undefined): GithubApp | undefined {
  return [app, otherApp].find((one) => one.clientId === clientId)
}

/** The host and port of the registered address, and its path or one below. */
function fits(redirectUri: string, registered: string): boolean {
  const [asked, own] = [URL.parse(redirectUri), new URL(registered)]
  return asked?.origin === own.origin && asked.pathname.startsWith(own.pathname)
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
