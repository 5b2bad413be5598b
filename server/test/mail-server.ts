import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

export type Received = { readonly to: string; readonly id: string; readonly text: string }

type Login = { readonly user: string; readonly password: string }

/** A real SMTP server on loopback that keeps what it takes. @param login whom alone it lets in; unset for everybody */
export async function startMailServer(
  t: TestContext,
  login?: Login,
): Promise<{ port: number; received: readonly Received[] }> {
  const received: Received[] = []
  const server = new SMTPServer({
    logger: false,
    authOptional: login === undefined,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password) done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    closeTimeout: 50,
    onData: async (stream, session, done) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(Buffer.from(chunk))
      const text = Buffer.concat(chunks).toString('utf8')
      const id = /^Message-ID: (.+)$/im.exec(text)?.[1]?.trim() ?? ''
      received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), id, text })
      done()
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  t.after(() => new Promise<void>((closed) => server.close(closed)))
  return { port: (server.server.address() as AddressInfo).port, received }
}
