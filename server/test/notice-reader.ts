import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { atEnd } from './at-end.ts'
import type { Client } from './client.ts'
import { until } from './until.ts'

export type Message = { id: string; type: string; at: string; data: Record<string, string> }

export type NoticeReader = {
  readonly messages: readonly Message[]
  readonly socket: WebSocket
  /** Headers of the answer to the handshake. */
  readonly headers: IncomingMessage['headers']
  /** The code it was closed with; undefined while it is open. */
  readonly closed: () => number | undefined
  /** Waits until a message of the type has come. @returns it, and the milliseconds it took */
  readonly next: (type: string) => Promise<{ message: Message; ms: number }>
  /** Waits until the service has closed the socket. @returns the code, and the milliseconds it took */
  readonly end: () => Promise<{ code: number; ms: number }>
}

type Handshake = { ticket: string; after?: string; headers?: Record<string, string>; protocols?: string[] }

/** A ticket for a socket, asked for by whom the client is. */
export async function askTicket(client: Client, headers: Record<string, string> = {}): Promise<string> {
  const answer = await client.post('/api/auth/notifications/ticket/', undefined, headers)
  assert.equal(answer.status, 200, answer.text)
  return answer.body.ticket
}

function connect(t: TestContext, origin: string, { ticket, after, headers = {}, protocols }: Handshake): WebSocket {
  const query = after === undefined ? '' : `?after=${after}`
  const url = `${origin.replace('http', 'ws')}/ws/notifications/${query}`
  const socket = new WebSocket(url, protocols ?? ['kalosphere.notices.v1', `ticket.${ticket}`], { headers })
  atEnd(t, () => socket.terminate())
  return socket
}

/** Opens a socket with a ticket and keeps what comes. */
export async function readNotices(t: TestContext, origin: string, handshake: Handshake): Promise<NoticeReader> {
  const socket = connect(t, origin, handshake)
  const messages: Message[] = []
  let code: number | undefined
  socket.on('message', (data) => messages.push(JSON.parse(String(data))))
  socket.on('close', (told) => {
    code = told
  })
  const [[response]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')])
  let taken = 0
  return {
    messages,
    socket,
    headers: (response as IncomingMessage).headers,
    closed: () => code,
    async next(type) {
      const started = performance.now()
      const message = await until(`a message ${type}`, () => {
        const at = messages.findIndex((message, i) => i >= taken && message.type === type)
        if (at < 0) return undefined
        taken = at + 1
        return messages[at]
      })
      return { message, ms: performance.now() - started }
    },
    async end() {
      const started = performance.now()
      return { code: await until('the end of the socket', () => code), ms: performance.now() - started }
    },
  }
}

/** A handshake that is refused. @returns the status and the word of the answer in HTTP */
export async function refusedHandshake(t: TestContext, origin: string, handshake: Handshake) {
  const socket = connect(t, origin, handshake)
  socket.on('error', () => undefined)
  socket.on('open', () => assert.fail('the handshake was taken'))
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  let text = ''
  for await (const piece of response.setEncoding('utf8')) text += piece
  return { status: response.statusCode, word: JSON.parse(text).error as string, headers: response.headers }
}
