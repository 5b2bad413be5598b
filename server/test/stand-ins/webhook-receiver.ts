import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { answerFaulty, type Fault } from './faults.ts'
import { listenOnLoopback, readBody } from './listen.ts'

/** One request of a sender. */
export type Call = {
  readonly method: string
  readonly id: string
  /** The exact text that was signed. */
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

type Answering = (call: Call, response: ServerResponse, request: IncomingMessage) => void

export type Receiver = {
  readonly url: string
  readonly calls: readonly Call[]
  /** The types of the events that came, in their order. */
  readonly types: () => string[]
  /** From now on it answers so. */
  readonly answer: (status: number, headers?: Record<string, string>, body?: string) => void
  readonly fault: (fault: Fault) => void
  readonly answerBy: (answering: Answering) => void
  /** How many requests were under way at once at most. */
  readonly mostAtOnce: () => number
}

/** A service that receives webhooks on a loopback port of its own; it says 204 unless it is told otherwise. */
export async function startReceiver(t: TestContext): Promise<Receiver> {
  const calls: Call[] = []
  let answering: Answering = (_call, response) => void response.writeHead(204).end()
  let open = 0
  let most = 0
  const origin = await listenOnLoopback(t, async (request, response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    const { method = '', headers } = request
    const call = { method, id: String(headers['webhook-id']), body: await readBody(request), headers }
    calls.push(call)
    answering(call, response, request)
  })
  const answerBy = (by: Answering): void => {
    answering = by
  }
  return {
    url: `${origin}/hooks`,
    calls,
    types: () => calls.map(({ body }) => JSON.parse(body).event_type),
    answerBy,
    answer: (status, headers = {}, body = '') =>
      answerBy((_call, response) => void response.writeHead(status, headers).end(body)),
    // The request has been read to its end: only its connection can break.
    fault: (fault) =>
      answerBy((_call, response, request) => {
        if (fault === 'down') request.socket.destroy()
        else answerFaulty(fault, request, response)
      }),
    mostAtOnce: () => most,
  }
}
