import createClient from 'openapi-fetch'
import { ApiProblem, isProblem, UnreachableError } from './api-problem.ts'
import type { Paths } from './api-types.gen.ts'

/** Where a caller's access token comes from, and where a new one is had when it is no longer good. */
export type TokenSource = {
  readonly access: () => string | undefined
  /** @returns another token than the stale one, or undefined when the session is over */
  readonly renew: (stale: string) => Promise<string | undefined>
}

type Options = {
  /** Such as `https://auth.example.com`. */
  readonly origin: string
  readonly tokens: TokenSource
  readonly fetch?: typeof fetch
  /** Sent along with every call. */
  readonly headers?: Readonly<Record<string, string>>
}

export type Api = ReturnType<typeof openApi>

/**
 * Typed calls to the service. A call whose access token is refused is made once more with a new one.
 * Answers come by `answerOf`.
 */
export function openApi({ origin, tokens, fetch: send = fetch, headers = {} }: Options) {
  const call = async (request: Request): Promise<Response> => {
    const access = tokens.access()
    if (access === undefined) return reach(send, request)
    const answer = await reach(send, withToken(request.clone(), access))
    if (!(await isStale(answer))) return answer
    const next = await tokens.renew(access)
    return next === undefined ? answer : reach(send, withToken(request, next))
  }
  return createClient<Paths>({ baseUrl: origin, fetch: call, headers })
}

type Outcome<D> = { readonly data?: D; readonly error?: unknown; readonly response: Response }

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
