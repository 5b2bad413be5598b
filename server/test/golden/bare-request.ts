import { request } from 'node:http'
import type { Answer } from '../client.ts'

type Bare = { method: string; path: string; body?: unknown; raw?: string | Buffer; headers?: Record<string, string> }

/** Sends a request with exactly these headers, besides `Host` (unless given) and the length of the body. */
export function sendBare(origin: string, { method, path, raw, headers = {} }: Bare): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const options = { method, headers, agent: false, setHost: !('host' in headers) }
  const sent = request(`${origin}${path}`, options, (response) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const received = new Headers()
      for (const [name, value] of Object.entries(response.headers)) received.set(name, String(value))
      const isJson = received.get('content-type')?.includes('json') === true && text !== ''
      const body: unknown = isJson ? JSON.parse(text) : undefined
      resolve({ status: response.statusCode ?? 0, headers: received, text, body })
    })
  })
  sent.on('error', reject)
  sent.end(raw)
  return promise
}
