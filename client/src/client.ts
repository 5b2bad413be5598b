/** The entrance `kalosphere-auth`: what is named here is promised (see README.md), and the rest is not. */
import { openBrowserSession } from './browser-session.ts'
import { followNotices } from './notice-stream.ts'
import { type Api, answerOf, openApi } from './open-api.ts'
import { makePasskey, provePasskey } from './passkeys.ts'
import type { Session } from './session.ts'
import { type Listen, tellEvents } from './session-events.ts'
import { type SignIn, signInBy } from './sign-in.ts'
import { openTokenSession, type TokenStore } from './token-session.ts'

export { ApiProblem, UnreachableError } from './api-problem.ts'
export type { Paths, ProblemBody } from './api-types.gen.ts'
export type { Notice } from './notice-stream.ts'
export { type Api, answerOf } from './open-api.ts'
export { knowsPasskeys, makePasskey, offersPasskeys, provePasskey } from './passkeys.ts'
export type { Granted, Session } from './session.ts'
export type { ClientEvents } from './session-events.ts'
export type { Standing } from './session-memory.ts'
export type { Person, SignIn } from './sign-in.ts'
export { type Holder, holderOfToken } from './token-claims.ts'
export { type Kept, memoryStore, type TokenStore } from './token-session.ts'
export { lockTurns, queueTurns, type Turns } from './turns.ts'

export type ClientOptions = {
  /** Where the service is, such as `https://auth.example.com`. */
  readonly origin: string
  /** Keeps the tokens where no cookie does: in Node, in an app. Without one, the refresh token is in its HttpOnly cookie. */
  readonly store?: TokenStore
  readonly fetch?: typeof fetch
  /** Sent along with every call, such as `accept-language`. */
  readonly headers?: () => Readonly<Record<string, string>>
}

export type Client = {
  /** Typed calls by method and path; their answers come by `answerOf`. */
  readonly api: Api
  readonly session: Session
  /** @returns what takes the listener away again */
  readonly on: Listen
  readonly signIn: (credentials: { email: string; password: string; device_name?: string }) => Promise<SignIn>
  /** Goes on with a sign-in that waits for a second factor. @param factor such as `{ method: 'totp', code: '123456' }` */
  readonly proveFactor: (ticket: string, factor: Factor) => Promise<SignIn>
  /** The same with a security key or passkey, which the browser asks for. */
  readonly proveKey: (ticket: string) => Promise<SignIn>
  /** Signs in with a passkey alone. @param offer in the field for the name, and waits until one is chosen */
  readonly passkeySignIn: (options?: { offer?: boolean }) => Promise<SignIn>
  /** Adds a passkey or security key to the account. @param name for people */
  readonly addPasskey: (name: string) => Promise<{ readonly id: string; readonly name: string }>
  /** Proves again who it is, for calls that ask for a fresh proof (`reauthentication_required`). */
  readonly reauthenticate: (proof: { password: string } | Factor) => Promise<void>
  /** @param all every session of the account */
  readonly signOut: (options?: { all?: boolean }) => Promise<void>
  readonly close: () => void
}

export type Factor = {
  readonly method: string
  readonly code?: string
  readonly credential?: Record<string, unknown>
  readonly remember_device?: boolean
}

/** Opens a client of the service: its calls, and the session of this browser or program. One for a page is enough. */
export function openClient({ origin, store, fetch: send = fetch, headers = () => ({}) }: ClientOptions): Client {
  const session = store ? openTokenSession({ origin, store, fetch: send }) : openBrowserSession({ origin, fetch: send })
  const api = openApi({
    origin,
    tokens: session,
    fetch: session.send,
    headers: () => ({ ...session.headers(), ...headers() }),
  })
  const events = tellEvents(session, (onNotice) =>
    followNotices({
      origin: origin.replace(/^http/, 'ws'),
      ticket: async () => (await answerOf(api.POST('/api/auth/notifications/ticket/'))).ticket,
      onOpen: () => undefined,
      onNotice,
      onOver: session.drop,
    }),
  )
  const close = (): void => {
    events.close()
    session.close()
  }
  return { api, session, on: events.on, ...doorsOf(api, session), signOut: session.end, close }
}

function doorsOf(api: Api, { begin }: Session) {
  const proveFactor = (ticket: string, factor: Factor) =>
    signInBy(begin, answerOf(api.POST('/api/auth/login/mfa/', { body: { mfa_token: ticket, ...factor } })))
  return {
    signIn: (body: { email: string; password: string; device_name?: string }) =>
      signInBy(begin, answerOf(api.POST('/api/auth/login/', { body }))),
    proveFactor,
    async proveKey(ticket: string) {
      const options = await answerOf(api.POST('/api/auth/login/mfa/options/', { body: { mfa_token: ticket } }))
      return proveFactor(ticket, { method: 'webauthn', credential: await provePasskey(options) })
    },
    async passkeySignIn({ offer = false } = {}) {
      const options = await answerOf(api.POST('/api/auth/login/passkey/options/'))
      const body = { credential: await provePasskey(options, { offer }) }
      return signInBy(begin, answerOf(api.POST('/api/auth/login/passkey/', { body })))
    },
    async reauthenticate(proof: { password: string } | Factor) {
      await begin(await answerOf(api.POST('/api/auth/reauthenticate/', { body: proof })))
    },
    async addPasskey(name: string) {
      const options = await answerOf(api.POST('/api/auth/mfa/webauthn/register/options/'))
      const body = { name, credential: await makePasskey(options) }
      return answerOf(api.POST('/api/auth/mfa/webauthn/register/verify/', { body }))
    },
  }
}
