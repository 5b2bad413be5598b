import type { NodemailerError } from 'nodemailer'
import type { Secret } from '../base/secret.ts'
import { loadLate } from './load-late.ts'
import { type Mail, MailFailure } from './mail.ts'
import { messageLimits, readSender, toMessage } from './mail-message.ts'

type SmtpSettings = {
  readonly from: string
  readonly host: string
  readonly port: number
  readonly secure: 'none' | 'starttls' | 'tls'
  readonly user?: string | undefined
  readonly password?: Secret | undefined
  readonly patienceMs?: number | undefined
}

/** Milliseconds to wait for a name, a connection, a greeting or the next bytes. */
const usualPatience = 10_000

/** Milliseconds for one mail as a whole: a server that trickles its replies never trips the single waits. */
const patienceForOneMail = 60_000

/**
 * Sends by SMTP over a few kept connections.
 * @param settings `starttls` demands the upgrade and `tls` starts encrypted; certificates are always checked
 */
export function smtpTransport(settings: SmtpSettings) {
  const sender = readSender(settings.from)
  const { createTransport } = loadLate('nodemailer') as typeof import('nodemailer')
  const pool = createTransport({ ...connectionOptions(settings), ...messageLimits, pool: true })
  const closing = new AbortController()

  return {
    send: async (mail: Mail) => {
      const signal = AbortSignal.any([AbortSignal.timeout(patienceForOneMail), closing.signal])
      await orFailure('The mail was not taken', pool.sendMail({ ...toMessage(sender, mail), signal }))
    },
    check: async () => {
      await orFailure('The mail server cannot be used', pool.verify())
    },
    close: async () => {
      closing.abort()
      pool.close()
    },
  }
}

function connectionOptions({ host, port, secure, user, password, patienceMs }: SmtpSettings) {
  const patience = patienceMs ?? usualPatience
  return {
    host,
    port,
    secure: secure === 'tls',
    requireTLS: secure === 'starttls',
    ignoreTLS: secure === 'none',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(user ? { auth: { user, pass: password?.reveal() ?? '' } } : {}),
    maxConnections: 3,
    maxRequeues: 0, // the outbox decides about another try, with its own pauses
    idleTimeout: 30_000,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
  } as const
}

async function orFailure(what: string, attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt
  } catch (error) {
    throw new MailFailure(`${what}: ${reasonOf(error)}`, { permanent: isPermanent(error), cause: error })
  }
}

/**
 * Whether the server refused this very recipient or message for good (RFC 5321 4.2.1: 5yz). A refused sign-in or sender
 * also answers 5yz, but that is the fault of our settings: mended, the same mail goes out.
 */
function isPermanent(error: unknown): boolean {
  const { permanent, command } = asMailError(error)
  return permanent === true && (command === 'RCPT TO' || command === 'DATA')
}

/** The code and reply number only: the server's sentence may repeat the address. The whole error is the cause. */
function reasonOf(error: unknown): string {
  const { code, responseCode, command } = asMailError(error)
  return [command, responseCode, code].filter((part) => part !== undefined).join(' ') || 'unknown error'
}

function asMailError(error: unknown): Partial<NodemailerError> {
  return error instanceof Error ? error : {}
}
