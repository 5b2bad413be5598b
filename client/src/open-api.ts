import { ApiProblem, isProblem, UnreachableError } from './api-problem.ts'
import type { Paths } from './api-types.gen.ts'
import { holderOfToken } from './token-claims.ts'
import type { Calls, Init, Outcome } from './typed-calls.ts'

/** Where a caller's access token comes from, and where a new one is had when it is no longer good. */
export type TokenSource = {
  readonly access: () => string | undefined
  /** @returns another token than the stale one, or undefined when the session is over */
  readonly renew: (stale: string) => Promise<string | undefined>
}

export type ApiOptions = {
  /** Such as `https://auth.example.com`. */
  readonly origin: string
  readonly tokens: TokenSource
  readonly fetch?: typeof fetch
  /** Sent along with every call; a function is asked at each. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>)
}

export type Api = Calls<Paths>

/**
 * Typed calls to the service, by method and path. A call whose access token is refused is made once more with a new one of
 * the same person. Answers come by `answerOf`.
 */
export function openApi({ origin, tokens, fetch: send = fetch, headers = {} }: ApiOptions): Api {
  const call = async (request: Request): Promise<Response> => {
    const access = tokens.access()
    if (access === undefined) return reach(send, request)
    const answer = await reach(send, withToken(request.clone(), access))
    if (!(await isStale(answer))) return answer
    const next = await tokens.renew(access)
    // Somebody else may have signed in meanwhile: what one person began is never done by another.
    const isTheirs = next !== undefined && holderOfToken(next).id === holderOfToken(access).id
    return isTheirs ? reach(send, withToken(request, next)) : answer
  }
  const by =
    (method: string) =>
    async (path: string, init: Init = {}): Promise<Outcome<unknown>> => {
      const own = typeof headers === 'function' ? headers() : headers
      return readAnswer(await call(requestOf(origin + path, method, { ...init, headers: own })), init.parseAs)
    }
  const calls = { GET: by('GET'), POST: by('POST'), PATCH: by('PATCH'), PUT: by('PUT'), DELETE: by('DELETE') }
  // Which paths, bodies and answers there are is known to the types alone; they are written from the service's document.
  return calls as unknown as Api
}

/**
 * What a call was answered with.
 * @throws ApiProblem when it was refused, UnreachableError when no answer came
 */
export async function answerOf<D>(call: Promise<Outcome<D>>): Promise<D> {
  const { data, error, response } = await call
  if (response.ok) return data as D
  throw new ApiProblem(response, isProblem(error) ? error : { error: 'internal_error' })
}

/** @throws UnreachableError in place of the many things that `fetch` throws */
export async function reach(send: typeof fetch, request: Request): Promise<Response> {
  return send(request).catch((error: unknown) => {
    throw new UnreachableError(error)
  })
}

type Sent = Init & { readonly headers: Readonly<Record<string, string>> }

function requestOf(address: string, method: string, { params = {}, body, headers, signal }: Sent): Request {
  const url = address.replace(/\{(\w+)\}/g, (_, name) => pathPart(name, params.path?.[name]))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params.query ?? {})) {
    if (value !== undefined && value !== null) query.append(name, String(value))
  }
  const sent = new Headers(headers)
  if (body !== undefined) sent.set('content-type', 'application/json')
  return new Request(query.size === 0 ? url : `${url}?${query}`, {
    ...{ method, headers: sent },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** @throws TypeError for one that would make another address of it: none, or one of dots, which are resolved away */
function pathPart(name: string, value: unknown): string {
  const text = String(value ?? '')
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${name} is no part of a path`)
  return encodeURIComponent(text)
}

async function readAnswer(response: Response, parseAs: Init['parseAs'] = 'json'): Promise<Outcome<unknown>> {
  if (!response.ok) return { error: await response.json().catch(() => undefined), response }
  if (parseAs === 'json') {
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { data: isJson && text !== '' ? JSON.parse(text) : text || undefined, response }
  }
  if (parseAs === 'stream') return { data: response.body, response }
  return { data: await response[parseAs](), response }
}

function withToken(request: Request, access: string): Request {
  request.headers.set('authorization', `Bearer ${access}`)
  return request
}

/** Other refusals with 401 are about what was sent, such as a wrong password, and a new token changes nothing. */
async function isStale(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  return isProblem(body) && body.error === 'token_not_valid'
}
