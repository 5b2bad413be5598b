import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { test as stage } from './stage.ts'

/** A mail server on this machine. */
export type MailHost = {
  readonly port: number
  /** To whom it took mails, one name for each. */
  readonly taken: readonly string[]
  /** From now on it takes no mails to these, and says that it never will. */
  readonly refuse: (addresses: readonly string[]) => void
  readonly close: () => Promise<void>
}

async function openMailHost(): Promise<MailHost> {
  let refused: readonly string[] = []
  const taken: string[] = []
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    closeTimeout: 50,
    onRcptTo: ({ address }, _session, done) =>
      done(refused.includes(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, { envelope }, done) => {
      stream.resume().on('end', () => {
        taken.push(...envelope.rcptTo.map(({ address }) => address))
        done()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    refuse: (addresses) => {
      refused = addresses
    },
    close: () => new Promise((closed) => server.close(closed)),
  }
}

/** Stories with a service that hands its mails to a mail server. */
export const test = stage.extend<object, { readonly mailHost: MailHost }>({
  mailHost: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads off it what is asked for
    async ({}, use) => {
      const host = await openMailHost()
      await use(host)
      await host.close()
    },
    { scope: 'worker' },
  ],
  settings: [
    async ({ mailHost }, use) => {
      await use({ EMAIL_BACKEND: 'smtp', EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(mailHost.port) })
    },
    { scope: 'worker' },
  ],
})
