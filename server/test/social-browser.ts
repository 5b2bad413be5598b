import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Mail } from '../src/platform/mail.ts'
import type { Answer } from './client.ts'
import { startServer, type TestServer } from './harness.ts'
import type { Claims } from './stand-ins/issuer-provider.ts'
import { type Issuer, startIssuer } from './stand-ins/oidc-issuer.ts'
import { type Choice, type Jar, signInAt } from './stand-ins/sign-in-at.ts'

const api = '/api/auth'
/** Of the tests' `PUBLIC_URL`, where providers send people back to. */
const home = 'http://localhost:8000'

export const redirectUriOf = (provider: string): string => `${home}${api}/social/${provider}/callback/`

/** A browser in front of our service: keeps our cookies, and goes to other services and back. */
export type Browser = {
  /** Our cookies in it. */
  readonly jar: Jar
  /** Calls us with the cookies; `access` for a signed-in person. */
  readonly send: (method: string, path: string, given?: { body?: unknown; access?: string }) => Promise<Answer>
  /** Follows the link to a provider. Gives where it is sent: the provider's page, or back with an error. */
  readonly start: (provider: string, query?: Record<string, string>) => Promise<URL>
  /** Is sent back from a provider. Gives the page of the front end that it ends on. */
  readonly comeBack: (callback: URL) => Promise<URL>
  /** To the provider, through its page and back: the page of the front end that it ends on. */
  readonly visit: (provider: string, choice: Choice, query?: Record<string, string>) => Promise<URL>
  /** Has the page finish the sign-in with its code. */
  readonly complete: (page: URL, more?: Record<string, unknown>) => Promise<Answer>
  /** All of it. */
  readonly signIn: (provider: string, choice: Choice) => Promise<Answer>
}

export function openBrowser(server: TestServer): Browser {
  const jar: Jar = new Map()
  const send: Browser['send'] = async (method, path, { body, access } = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      ...(cookie === '' ? {} : { cookie }),
      ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
    }
    const answer = await server.client().send(method, path, { headers, ...(body === undefined ? {} : { body }) })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return answer
  }
  const follow = async (path: string): Promise<URL> => {
    const answer = await send('GET', path)
    assert.equal(answer.status, 303, answer.text)
    return new URL(answer.headers.get('location') ?? '')
  }
  const browser: Browser = {
    jar,
    send,
    start: (provider, query = {}) => {
      const search = new URLSearchParams(query).toString()
      return follow(`${api}/social/${provider}/start/${search === '' ? '' : `?${search}`}`)
    },
    comeBack: (callback) => follow(`${callback.pathname}${callback.search}`),
    visit: async (provider, choice, query) => {
      const there = await browser.start(provider, query)
      return browser.comeBack(await signInAt(there.href, choice))
    },
    complete: (page, more = {}) => {
      const code = page.searchParams.get('code')
      assert.ok(code, `no code in ${page}`)
      return send('POST', `${api}/social/complete/`, { body: { code, ...more } })
    },
    signIn: async (provider, choice) => browser.complete(await browser.visit(provider, choice)),
  }
  return browser
}

/** The newest mail to an address with these words in its subject: a sign-in on a new device may have been told of since. */
export async function mailAbout(server: TestServer, address: string, words: string): Promise<Mail> {
  const mail = (await server.mailbox.to(address)).findLast(({ subject }) => subject.includes(words))
  assert.ok(mail, `no mail to ${address} about "${words}"`)
  return mail
}

/** An entry of `OIDC_PROVIDERS` for a stand-in. */
export function entryFor(issuer: Issuer, id = 'acme', more: Record<string, unknown> = {}) {
  const { client, url } = issuer
  const own = { id, name: 'Acme', issuer: url, client_id: client.id, client_secret: client.secret, allow_private: true }
  return { ...own, ...more }
}

export type Social = { readonly server: TestServer; readonly issuer: Issuer }

type SocialSettings = {
  /** Further members of the provider's entry. */
  readonly more?: Record<string, unknown>
  readonly env?: Record<string, string>
  readonly claimsInIdToken?: boolean
  /** Further issuers, by their ids. */
  readonly beside?: Record<string, Issuer>
}

/** A service where people sign in with a stand-in called `acme`, in which some people are known. */
export async function startSocial(
  t: TestContext,
  people: Record<string, Claims>,
  settings: SocialSettings = {},
): Promise<Social> {
  const { more = {}, env = {}, claimsInIdToken = true, beside = {} } = settings
  const issuer = await startIssuer(t, { redirectUris: [redirectUriOf('acme')], claimsInIdToken })
  for (const [subject, claims] of Object.entries(people)) issuer.accounts.set(subject, claims)
  const others = Object.entries(beside).map(([id, other]) => entryFor(other, id))
  const providers = JSON.stringify([entryFor(issuer, 'acme', more), ...others])
  const server = await startServer(t, { OIDC_PROVIDERS: providers, ...env })
  return { server, issuer }
}
