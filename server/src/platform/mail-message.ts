import type { SendMailOptions } from 'nodemailer'
import { loadLate } from './load-late.ts'
import type { Mail } from './mail.ts'

type AddressParser = typeof import('nodemailer/lib/addressparser')['default']

export type Sender = { readonly name: string; readonly address: string; readonly domain: string }

/**
 * Reads the sender from the settings.
 * @param from `noreply@example.com` or `Kalosphere <noreply@example.com>`
 * @throws TypeError when it is not exactly one address with a domain
 */
export function readSender(from: string): Sender {
  const addressparser = loadLate('nodemailer/lib/addressparser') as AddressParser
  const [first, ...others] = addressparser(from, { flatten: true })
  const domain = /@([^@]+)$/.exec(first?.address ?? '')?.[1]
  if (!first || !domain || others.length > 0) throw new TypeError(`Not one sender address: ${JSON.stringify(from)}`)
  return { name: first.name, address: first.address, domain }
}

/** What no message may do, for every transport: read files or URLs, or reach a second recipient. */
export const messageLimits = { disableFileAccess: true, disableUrlAccess: true, maxRecipients: 1 } as const

/**
 * A mail in nodemailer's words. Addresses go as objects, which are never parsed as lists; `Auto-Submitted` (RFC 3834)
 * keeps holiday responders quiet.
 */
export function toMessage(sender: Sender, mail: Mail): SendMailOptions {
  return {
    from: { name: sender.name, address: sender.address },
    to: { name: '', address: mail.to },
    messageId: `<${mail.id}@${sender.domain}>`,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
