import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { atEnd } from './at-end.ts'

/** What becomes of `X-Forwarded-For`: the client is appended, nothing is done, or it is taken away. */
export type Habit = 'append' | 'pass' | 'drop'

export type FrontProxy = {
  /** `http://localhost:<port>`, a PUBLIC_URL. */
  readonly origin: string
  /** Where requests go from now on. */
  readonly lead: (origin: string) => void
  readonly become: (habit: Habit) => void
}

/** The address from which the proxy asks the service; its own, so that it differs from that of the clients. */
export const proxyAddress = '127.0.0.9'

/** A reverse proxy on loopback, as stands in front of the service. */
export async function startFrontProxy(t: TestContext): Promise<FrontProxy> {
  let [target, habit]: [string, Habit] = ['', 'append']
  const server = createServer((asked, answer) => {
    const { 'x-forwarded-for': came, ...headers } = asked.headers
    const hops = { append: [came, asked.socket.remoteAddress], pass: [came], drop: [] }[habit].filter(Boolean)
    const forwarded = hops.length > 0 ? { 'x-forwarded-for': hops.join(', ') } : {}
    const options = { method: asked.method, headers: { ...headers, ...forwarded }, localAddress: proxyAddress }
    const onwards = send(target + (asked.url ?? ''), { ...options, agent: false }, (received) => {
      answer.writeHead(received.statusCode ?? 502, received.headers)
      received.pipe(answer)
    })
    onwards.on('error', () => answer.destroy())
    asked.pipe(onwards)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  atEnd(t, () => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    lead: (origin) => {
      target = origin
    },
    become: (next) => {
      habit = next
    },
  }
}
