import { domainToASCII, domainToUnicode } from 'node:url'
import { parseIp } from './ip-range.ts'

/** One mailbox, in the two forms it is kept in. */
export type EmailAddress = {
  /** What is stored, shown and mailed: the local part as typed, the domain in lower case. */
  readonly address: string
  /** What is unique and searched for: equal for all spellings of one mailbox, and never equal for two. */
  readonly key: string
}

type Domain = { readonly written: string; readonly ascii: string }

/** RFC 3696 section 3: 64 for the local part, the @, 255 for the domain. */
const longestAddress = 320

/** RFC 1035 section 2.3.4: 255 octets on the wire, 253 written with dots. */
const longestDomain = 253

/** RFC 5321 section 4.1.2. Printable ASCII only: the same section allows no control character, even escaped. */
const dotString = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/
const quotedString = /^"((?:[!#-[\]-~]|\\[ -~])*)"$/

/** RFC 1035 section 2.3.1; the last label by the rule the old service had, so that its addresses stay good. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const lastLabel = /^[a-z0-9-]{1,62}[a-z0-9]$/

/**
 * Reads one e-mail address: a local part in ASCII (bare or quoted), exactly one `@`, and a domain name of two or more
 * labels (international ones too), `localhost`, or an IP address in brackets. There is no such thing as a display name,
 * a comment or a list here. The local part's case is kept for the mail, though the key ignores it: no provider that
 * matters tells `Ann` from `ann`, and a second account by another spelling would be a way to pose as someone.
 * @param text the address alone; surrounding blanks are refused
 * @returns both forms, or undefined when the text is not an address
 */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  const at = text.indexOf('@')
  if (text.length > longestAddress || at === -1) return undefined
  // A second @ fits neither part, quoted or not.
  const typed = text.slice(0, at)
  const local = localKey(typed)
  const domain = readDomain(text.slice(at + 1))
  if (local === undefined || domain === undefined) return undefined
  return { address: `${typed}@${domain.written}`, key: `${local}@${domain.ascii}` }
}

/** RFC 5321 section 4.1.2: quotes and escapes are spelling, `"ann"` and `"\ann"` are `ann`. */
function localKey(local: string): string | undefined {
  if (dotString.test(local)) return local.toLowerCase()
  const quoted = quotedString.exec(local)?.[1]
  if (quoted === undefined) return undefined
  const plain = quoted.replace(/\\(.)/g, '$1').toLowerCase()
  return dotString.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`
}

function readDomain(domain: string): Domain | undefined {
  if (domain.startsWith('[')) return readAddressLiteral(domain)
  if (/[^\0-\x7f]/.test(domain)) return readInternationalDomain(domain)
  const ascii = domain.toLowerCase()
  return domain === 'localhost' || isDomainName(ascii) ? { written: ascii, ascii } : undefined
}

/** RFC 5321 section 4.1.3, without its tag `IPv6:`, as the old service took it. */
function readAddressLiteral(domain: string): Domain | undefined {
  const ip = domain.endsWith(']') ? parseIp(domain.slice(1, -1)) : undefined
  return ip && { written: domain.toLowerCase(), ascii: `[${ip.canonical}]` }
}

/**
 * UTS #46, by the platform. Stored is the form that the ASCII one decodes to, so that the domain that is mailed and the
 * domain of the key cannot be two. A label beyond ASCII that maps into ASCII (a Kelvin sign, full-width letters, a soft
 * hyphen) is nobody's name but somebody's trick, and is refused.
 */
function readInternationalDomain(domain: string): Domain | undefined {
  // The platform's function reads a URL's host: it would decode `%`, drop tabs and stop at a slash.
  if (/[^A-Za-z0-9.\u0080-\u{10ffff}-]/u.test(domain)) return undefined
  const ascii = domainToASCII(domain)
  const labels = ascii.split('.')
  const typed = domain.split('.')
  const faithful = typed.every((text, at) => !/[^\0-\x7f]/.test(text) || labels[at]?.startsWith('xn--') === true)
  if (!faithful || typed.length !== labels.length || !isDomainName(ascii)) return undefined
  return { written: domainToUnicode(ascii), ascii }
}

function isDomainName(ascii: string): boolean {
  const labels = ascii.split('.')
  const last = labels.pop()
  if (last === undefined || labels.length === 0 || ascii.length > longestDomain) return false
  return lastLabel.test(last) && labels.every((text) => label.test(text))
}
