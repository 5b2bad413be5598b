import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Service } from './service.ts'

/** A mail as its reader sees it. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string }

/** Long enough for a loaded machine. */
const patienceMs = 60_000

/**
 * Waits for a mail.
 * @param to the address it goes to
 * @param subject what its subject holds
 */
export async function mailTo({ mails }: Service, to: string, subject: RegExp): Promise<Mail> {
  const ends = performance.now() + patienceMs
  for (;;) {
    const found = (await readMails(mails)).find((mail) => mail.to === to && subject.test(mail.subject))
    if (found) return found
    if (performance.now() > ends) throw new Error(`no mail to ${to} about ${subject}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The link of a mail, whole. */
export function linkIn({ subject, text }: Mail): string {
  const link = /^https?:\/\/\S+$/m.exec(text)?.[0]
  if (link === undefined) throw new Error(`no link in "${subject}"`)
  return link
}

/** The six-digit code of a mail. */
export function codeIn({ subject, text }: Mail): string {
  const code = /\b\d{6}\b/.exec(text)?.[0]
  if (code === undefined) throw new Error(`no code in "${subject}"`)
  return code
}

/** The single-use token of a link. */
export function tokenOf(link: string): string {
  const token = new URL(link).searchParams.get('token')
  if (token === null) throw new Error('the link has no token')
  return token
}

/** The service renames a mail into the folder when it is whole. */
async function readMails(folder: string): Promise<Mail[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'))
  return Promise.all(names.map(async (name) => readMail(await readFile(join(folder, name), 'latin1'))))
}

function readMail(raw: string): Mail {
  const header = (name: string) => new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)\r$`, 'm').exec(raw)?.[1] ?? ''
  const part = (type: string) =>
    new RegExp(`^Content-Type: ${type};[^]*?\r\n\r\n([^]*?)\r\n--`, 'm').exec(raw)?.[1] ?? ''
  const [text = '', html = ''] = ['text/plain', 'text/html'].map((type) => decodeQuoted(part(type)))
  return { to: header('To'), subject: decodeWords(header('Subject')), text, html }
}

/** Encoded words of a header (RFC 2047), both of their kinds; blanks between two of them are none. */
function decodeWords(given: string): string {
  return given
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : decodeQuoted(word.replaceAll('_', ' ')),
    )
}

/** Quoted-printable (RFC 2045 section 6.7) of UTF-8. */
function decodeQuoted(given: string): string {
  const octets = given
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(octets, 'latin1').toString('utf8').replaceAll('\r\n', '\n')
}
