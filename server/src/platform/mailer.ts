import type { Secret } from '../base/secret.ts'
import { checkMail, type Mail } from './mail.ts'
import { consoleTransport } from './mail-console.ts'
import { fileTransport } from './mail-file.ts'
import { smtpTransport } from './mail-smtp.ts'
import { type Facts, timed } from './tracing/part.ts'

export type MailSettings = {
  readonly backend: 'console' | 'smtp' | 'file' | 'memory'
  /** The sender: `noreply@example.com` or `Kalosphere <noreply@example.com>`. */
  readonly from: string
  readonly host: string
  readonly port: number
  /** `starttls` refuses to go on in clear text; `tls` speaks TLS from the first byte. Both check the certificate. */
  readonly secure: 'none' | 'starttls' | 'tls'
  readonly user?: string | undefined
  readonly password?: Secret | undefined
  /** The folder of the file back end; made when it is not there. */
  readonly filePath?: string | undefined
  /** How long one step of SMTP is waited for; by itself 10 s. */
  readonly patienceMs?: number | undefined
}

/** The way out for mail. Only the worker calls `send`, so that no request ever waits for a mail server. */
export type Mailer = {
  /**
   * Hands one mail over.
   * @throws MailFailure, whose `permanent` says whether another try makes sense
   */
  readonly send: (mail: Mail) => Promise<void>
  /** Resolves when the back end can be reached and lets us in; sends nothing. Throws MailFailure otherwise. */
  readonly check: () => Promise<void>
  /** Lets go of connections; sends still under way fail, and the outbox keeps their mails. */
  readonly close: () => Promise<void>
  /** The memory back end only: all mails sent, oldest first. */
  readonly outbox?: readonly Mail[]
}

/**
 * Builds the mailer that the settings ask for.
 * @param settings checked settings; a wrong one (no sender, no folder) is a TypeError
 * @param out where the console back end writes; gets whole blocks that end with a line feed
 */
export function makeMailer(settings: MailSettings, out: (text: string) => void): Mailer {
  const transport = makeTransport(settings, out)
  return {
    ...transport,
    send: async (mail) => {
      checkMail(mail)
      await timed({ name: 'send mail', kind: 'client', facts: factsOf(settings) }, () => transport.send(mail))
    },
  }
}

/** Where mail goes, never whose it is. */
function factsOf({ backend, host, port }: MailSettings): Facts {
  const server = backend === 'smtp' ? { 'server.address': host, 'server.port': port } : {}
  return { 'kalosphere.mail.backend': backend, ...server }
}

function makeTransport(settings: MailSettings, out: (text: string) => void): Mailer {
  switch (settings.backend) {
    case 'console':
      return consoleTransport(out)
    case 'memory':
      return memoryTransport()
    case 'file':
      if (!settings.filePath) throw new TypeError('The file mail back end needs a folder.')
      return fileTransport(settings.from, settings.filePath)
    case 'smtp':
      return smtpTransport(settings)
  }
}

function memoryTransport(): Mailer {
  const outbox: Mail[] = []
  return {
    outbox,
    send: async (mail) => {
      outbox.push(mail)
    },
    check: async () => {},
    close: async () => {},
  }
}
