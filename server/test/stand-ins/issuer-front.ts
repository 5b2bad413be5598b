import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as sendRequest } from 'node:http'
import { answerFaulty, type Faults, faultOf } from './faults.ts'
import { readBody } from './listen.ts'

export type Json = Record<string, unknown>

/** What stands before an issuer that itself is honest: tests have it misbehave by changing these at any time. */
export type Front = {
  /** What was asked so far, as `POST /token`. */
  readonly asked: string[]
  readonly faults: Faults
  /** Changes to JSON answers by path, such as `/.well-known/openid-configuration`, `/jwks`, `/userinfo` or `/token`. */
  readonly rewrites: Map<string, (body: Json) => void>
  /** Changes the address that a person is sent back to: another `iss`, none, another `state`. */
  changeCallback: ((callback: URL) => void) | undefined
}

type Forge = (idToken: string) => Promise<string>
type Answer = { status: number; headers: OutgoingHttpHeaders; body: string }

/**
 * Passes a request on to the issuer behind, and its answer back.
 * @param inner where the issuer listens; it sees the `Host` of the front
 * @param forge what is put in the place of an ID token
 */
export function makeFront(front: Front, inner: string, forge: Forge) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request)
    front.asked.push(`${request.method} ${path}`)
    const fault = faultOf(front.faults, path)
    if (fault !== undefined) return answerFaulty(fault, request, response)
    const answer = await passOn(request, inner)
    await change(front, path, { answer, forge })
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    response.end(answer.body)
  }
}

export function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://stand-in').pathname
}

async function passOn(request: IncomingMessage, inner: string): Promise<Answer> {
  const sent = sendRequest(new URL(request.url ?? '/', inner), { method: request.method, headers: request.headers })
  const received = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject))
  sent.end(await readBody(request))
  const answer = await received
  const { 'transfer-encoding': _, ...headers } = answer.headers
  return { status: answer.statusCode ?? 500, headers, body: await readBody(answer) }
}

async function change(front: Front, path: string, { answer, forge }: { answer: Answer; forge: Forge }): Promise<void> {
  const { location } = answer.headers
  if (typeof location === 'string' && location.includes('state=') && front.changeCallback) {
    const callback = new URL(location)
    front.changeCallback(callback)
    answer.headers.location = callback.href
  }
  if (!String(answer.headers['content-type']).includes('json')) return
  const body: Json = JSON.parse(answer.body)
  if (typeof body.id_token === 'string') body.id_token = await forge(body.id_token)
  front.rewrites.get(path)?.(body)
  answer.body = JSON.stringify(body)
}
