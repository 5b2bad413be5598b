import { readProblem, UnreachableError } from './api-problem.ts'
import { reach, type TokenSource } from './open-api.ts'
import type { Standing } from './session-memory.ts'

/** What a sign-in is answered with; the refresh token is among it where it does not travel in a cookie. */
export type Granted = { readonly access: string; readonly refresh?: string; readonly device_token?: string }

export type Session = TokenSource & {
  readonly standing: () => Standing
  /** Finds out, when a page opens or a program starts, whether somebody is signed in. @throws UnreachableError */
  readonly restore: () => Promise<void>
  /** A sign-in was answered with this; with cookies the access token is all there is to know. */
  readonly begin: (granted: Granted | string) => Promise<void>
  /** Ends the session, wherever it is shared. @param all every session of the account */
  readonly end: (options?: { all?: boolean }) => Promise<void>
  /** The service says that the session is over; nothing is asked of it. */
  readonly drop: () => void
  /** @returns what takes the listener away again */
  readonly subscribe: (listener: () => void) => () => void
  /** By this the calls of the session are made: one that would put its cookie in the place of another waits for its turn. */
  readonly send: typeof fetch
  /** What calls of this session carry besides its token. */
  readonly headers: () => Readonly<Record<string, string>>
  readonly close: () => void
}

export type Service = { readonly origin: string; readonly send: typeof fetch }

/** Others wait for their turn meanwhile: a line that hangs must not keep them. */
const patienceMs = 10_000

/**
 * Gets the next tokens.
 * @param body with the refresh token, unless a cookie carries it
 * @returns undefined when the session is over
 * @throws ApiProblem, UnreachableError
 */
export async function refreshAt({ origin, send }: Service, body: object): Promise<Granted | undefined> {
  const answer = await reach(send, post(`${origin}/api/auth/refresh/`, body))
  if (answer.ok) return readGranted(answer)
  // Anything else, such as a database that is away, says nothing about the session.
  if (answer.status === 400 || answer.status === 401) return undefined
  const problem = await readProblem(answer)
  // A rule that came after the sign-in asks for a second factor: the next sign-in leads to it.
  if (problem.code === 'mfa_enrolment_required') return undefined
  throw problem
}

/** @throws UnreachableError when the line breaks before the end of it */
async function readGranted(answer: Response): Promise<Granted> {
  return answer.json().catch((error: unknown) => {
    throw new UnreachableError(error)
  })
}

/** @throws ApiProblem when the session goes on; UnreachableError */
export async function signOutAt({ origin, send }: Service, body: object, access: string | undefined): Promise<void> {
  const request = post(`${origin}/api/auth/logout/`, body)
  if (access !== undefined) request.headers.set('authorization', `Bearer ${access}`)
  const answer = await reach(send, request)
  // Without a session there is none to end; any other refusal, such as "too often", leaves it alive.
  if (!answer.ok && answer.status !== 400 && answer.status !== 401) throw await readProblem(answer)
}

function post(address: string, body: object): Request {
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(patienceMs)
  return new Request(address, { method: 'POST', headers, body: JSON.stringify(body), signal })
}
