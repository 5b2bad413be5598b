import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Somebody else's site on this machine. It notes who comes, and with what. */
export type OtherSite = {
  readonly port: number
  /** The same server by its names: each is another site, or another origin of our own host, to a browser. */
  readonly origins: { readonly localhost: string; readonly address: string; readonly subdomain: string }
  readonly visits: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** What stands on its page from now on. */
  readonly show: (html: string) => void
  /** From now on it sends everybody on to another address. */
  readonly sendOn: (location: string) => void
  readonly close: () => Promise<void>
}

/** The icon keeps browsers from asking for one. */
const head = '<!doctype html><title>Another site</title><link rel="icon" href="data:,">'

export async function openOtherSite(): Promise<OtherSite> {
  let away: string | undefined
  const visits: { path: string; headers: IncomingHttpHeaders }[] = []
  let shown = ''
  const server = createServer((request, response) => {
    visits.push({ path: request.url ?? '', headers: request.headers })
    if (away !== undefined) response.writeHead(302, { location: away }).end()
    else response.setHeader('content-type', 'text/html; charset=utf-8').end(head + shown)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    origins: {
      localhost: `http://localhost:${port}`,
      address: `http://127.0.0.1:${port}`,
      subdomain: `http://other.localhost:${port}`,
    },
    visits,
    show(html) {
      shown = html
      away = undefined
    },
    sendOn(location) {
      away = location
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
