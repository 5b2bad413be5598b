import type { AccessClaims } from './access-claims.ts'
import { checkDemands, type Demands } from './demands.ts'
import { RefusedError } from './refused-error.ts'
import type { Verifier } from './verifier.ts'

/** Who makes a request that a guard has let through. */
const holders = new WeakMap<object, AccessClaims>()

/**
 * @param request what the guard was given: the request of Fastify, Express or `fetch`, or the context of Hono
 * @throws TypeError where no guard stands before
 */
export function holderOf(request: object): AccessClaims {
  const holder = holders.get(request)
  if (holder === undefined) throw new TypeError('no guard has looked at this request')
  return holder
}

/**
 * Reads the token of a bearer header (RFC 6750 section 2.1).
 * @throws RefusedError `not_authenticated` without one, `token_not_valid` for another scheme or more than one
 */
export function bearerOf(authorization: string | readonly string[] | null | undefined): string {
  if (authorization === undefined || authorization === null || authorization === '') {
    throw new RefusedError('not_authenticated')
  }
  const [, token] = (typeof authorization === 'string' && /^Bearer ([\w.-]+)$/i.exec(authorization)) || []
  if (token === undefined) throw new RefusedError('token_not_valid')
  return token
}

type Look = { readonly request: object; readonly authorization: string | readonly string[] | null | undefined }

/** @returns the refusal, or undefined when the request goes on; throws what is no refusal */
async function look(verifier: Verifier, demands: Demands, { request, authorization }: Look) {
  try {
    holders.set(request, await verifier.verify(bearerOf(authorization), demands))
    return undefined
  } catch (error) {
    if (error instanceof RefusedError) return error
    throw error
  }
}

type Headers = { readonly authorization?: string | undefined }
type FastifyReply = {
  code(status: number): FastifyReply
  headers(values: Record<string, string>): FastifyReply
  send(body: unknown): unknown
}

/** For `onRequest` or `preHandler` of Fastify. @throws TypeError for demands that are none, as all guards do when made */
export function fastifyGuard(verifier: Verifier, demands: Demands = {}) {
  checkDemands(demands)
  return async (request: { readonly headers: Headers }, reply: FastifyReply): Promise<unknown> => {
    const refusal = await look(verifier, demands, { request, authorization: request.headers.authorization })
    if (refusal === undefined) return undefined
    reply.code(refusal.status).headers(refusal.headers).send(refusal.body)
    return reply
  }
}

type ExpressResponse = {
  status(status: number): ExpressResponse
  set(values: Record<string, string>): ExpressResponse
  json(body: unknown): unknown
}

/** A middleware of Express. */
export function expressGuard(verifier: Verifier, demands: Demands = {}) {
  checkDemands(demands)
  return (request: { readonly headers: Headers }, response: ExpressResponse, next: (error?: unknown) => void): void => {
    look(verifier, demands, { request, authorization: request.headers.authorization }).then((refusal) => {
      if (refusal === undefined) next()
      else response.status(refusal.status).set(refusal.headers).json(refusal.body)
    }, next)
  }
}

type HonoContext = { readonly req: { readonly raw: Request } }

/** A middleware of Hono. */
export function honoGuard(verifier: Verifier, demands: Demands = {}) {
  checkDemands(demands)
  return async (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const authorization = context.req.raw.headers.get('authorization')
    const refusal = await look(verifier, demands, { request: context, authorization })
    if (refusal !== undefined) return answerTo(refusal)
    await next()
    return undefined
  }
}

/** For handlers of plain `Request`. @returns the answer to give, or undefined when the request goes on */
export function requestGuard(verifier: Verifier, demands: Demands = {}) {
  checkDemands(demands)
  return async (request: Request): Promise<Response | undefined> => {
    const refusal = await look(verifier, demands, { request, authorization: request.headers.get('authorization') })
    return refusal && answerTo(refusal)
  }
}

function answerTo({ status, headers, body }: RefusedError): Response {
  return Response.json(body, { status, headers })
}
