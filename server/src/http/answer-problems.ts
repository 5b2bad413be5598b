import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem, type ProblemCode } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { asUnavailable } from '../platform/db/database-error.ts'
import { firstOfAMinute } from './first-of-a-minute.ts'

/** Refusals of somebody who tries what is not theirs to do: worth a line at the usual level (OWASP ASVS V16.3.2, V16.3.3). */
const crossings: ReadonlySet<string> = new Set<ProblemCode>([
  'permission_denied',
  'cross_origin',
  'bad_host',
  'rate_limited',
])

/** Answers everything that is thrown: a Problem as it says, anything else as 500 with the cause in the log alone. */
export function answerProblems(http: FastifyInstance, app: App): void {
  http.setErrorHandler((error: unknown, request, reply) => {
    const problem = asProblem(error, request)
    request.trace?.tell({ 'kalosphere.problem': problem.code })
    logProblem(app, request, problem)
    sendProblem(reply, problem)
  })
}

/** Sends a refusal with the headers its status asks for. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  beginRefusal(reply, problem)
  // Written as it is, in its own order: the messages by field come before the machine word.
  reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send(problem.body())
}

/** The status of a refusal and the headers that go with it, whatever its body is. */
export function beginRefusal(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) reply.header('WWW-Authenticate', challengeOf(problem))
  if (problem.options.retryAfter !== undefined) reply.header('Retry-After', Math.ceil(problem.options.retryAfter))
  return reply.code(problem.status)
}

/** RFC 6749 section 5.2: a client that failed to authenticate is told how. */
function challengeOf({ code }: Problem): string {
  return code === 'invalid_client' ? 'Basic realm="services", charset="UTF-8"' : 'Bearer realm="api"'
}

function asProblem(error: unknown, request: FastifyRequest): Problem {
  const refused = fromFramework(error, request)
  if (refused) return refused
  const known = asUnavailable(error)
  return known instanceof Problem ? known : new Problem('internal_error', { cause: error })
}

function fromFramework(error: unknown, request: FastifyRequest): Problem | undefined {
  // A client that hung up in the middle of its body; the database's lost connections bear the same code.
  if (error instanceof Error && error === request.raw.errored)
    return new Problem('invalid_input', { note: 'aborted by the client' })
  const { code, statusCode = 500 } = (error ?? {}) as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Problem('body_too_large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const type = String(request.headers['content-type'] ?? '').slice(0, 100)
    return new Problem('unsupported_media_type', { detail: `Unsupported media type "${type}" in request.` })
  }
  const isBadRequest = code?.startsWith('FST_ERR_') && statusCode < 500
  return isBadRequest ? new Problem('invalid_input', { cause: error }) : undefined
}

function logProblem(app: App, request: FastifyRequest, problem: Problem): void {
  const facts = { requestId: request.id, problem: problem.code, note: problem.options.note }
  if (problem.code === 'unavailable') logUnavailable(app, facts, problem)
  else if (problem.status >= 500) app.log.error({ ...facts, err: problem.cause ?? problem }, 'request failed')
  else if (crossings.has(problem.code)) logCrossing(app, { ...facts, ...whereTo(request) })
  else app.log.debug(facts, 'request refused')
}

/** While something is away or overloaded every request says so: the first a minute of a cause is enough for an operator. */
function logUnavailable(app: App, facts: { note: string | undefined }, problem: Problem): void {
  const leftOut = app.hold(makeThinner)(`unavailable ${facts.note}`)
  if (leftOut === undefined) app.log.debug(facts, 'request failed')
  else app.log.error({ ...facts, err: problem.cause ?? problem, leftOut }, 'request failed')
}

/** At the usual level only the first a minute of a kind: whoever crosses limits does it by the thousand. */
function logCrossing(app: App, facts: { problem: ProblemCode; route: string | undefined }): void {
  const leftOut = app.hold(makeThinner)(`${facts.problem} ${facts.route}`)
  if (leftOut === undefined) app.log.debug(facts, 'request refused')
  else app.log.info({ ...facts, leftOut }, 'request refused')
}

function makeThinner(app: App): ReturnType<typeof firstOfAMinute> {
  return firstOfAMinute(app.now)
}

/** The route as its pattern: an address could hold the token of a link. */
function whereTo({ method, routeOptions }: FastifyRequest): { method: string; route: string | undefined } {
  return { method, route: routeOptions.url }
}
