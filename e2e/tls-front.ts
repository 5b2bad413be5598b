import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { freePort } from '../scripts/testing/free-port.ts'
import { selfSigned } from '../server/test/stand-ins/self-signed.ts'
import { test as stage } from './stage.ts'

/** What stands before the service and ends TLS, as a proxy does where it is run. */
type Front = { readonly origin: string; readonly servicePort: string; readonly close: () => Promise<void> }

/** The certificate is signed by nobody: visitors come with `ignoreHTTPSErrors`. */
async function openFront(): Promise<Front> {
  const servicePort = String(await freePort())
  const open = new Set<Socket>()
  const server = createServer(selfSigned(), (near) => {
    const far = connect(Number(servicePort), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy()).on('close', () => open.delete(one))
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  // A visitor who leaves in the middle of a handshake.
  server.on('tlsClientError', () => undefined)
  await once(server, 'listening')
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    servicePort,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Stories with a service that is reached by https, and knows it. */
export const test = stage.extend<object, { readonly front: Front }>({
  front: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads off it what is asked for
    async ({}, use) => {
      const front = await openFront()
      await use(front)
      await front.close()
    },
    { scope: 'worker' },
  ],
  settings: [
    async ({ front: { origin, servicePort } }, use) => {
      const secret = randomBytes(48).toString('base64url')
      await use({ PORT: servicePort, PUBLIC_URL: origin, SECRET_KEY: secret, ALLOWED_HOSTS: 'localhost' })
    },
    { scope: 'worker' },
  ],
  elsewhere: [
    async ({ front: { origin } }, use) => use([origin, origin.replace('https:', 'wss:')]),
    { scope: 'worker' },
  ],
})
