import { isUtf8 } from 'node:buffer'

/** The readable parts of a token. Nothing here is proven until a signature is verified. */
export type CompactJws = { readonly header: Record<string, unknown>; readonly payload: Record<string, unknown> }

/** Enough for our largest token several times over, and little enough that a hostile one costs nothing. */
const longestToken = 8192
const longestHeader = 1024

/**
 * The strict guard before any verification: reads a compact JWS (RFC 7515 section 3.1) that has exactly one spelling.
 *
 * Libraries accept several texts for one signature: padding, blanks, the other alphabet, loose last bits. A token must
 * have one text only, or a deny-list and a cache see two tokens where there is one. `jku`, `x5u`, `jwk` and `x5c` are
 * carried like any other member and used by nobody (RFC 8725 section 3.10).
 * @param token any text
 * @returns header and payload, or undefined unless there are three parts in canonical base64url within 8192 bytes,
 *   header and payload JSON objects in UTF-8 without a repeated name, `alg` a text, and neither `crit` nor `b64`
 *   (we know no extension: RFC 7515 section 4.1.11, RFC 7797 section 6); never throws
 */
export function readCompactJws(token: string): CompactJws | undefined {
  const read = readProtected(token)
  const payload = read && readObject(read.body)
  return payload && { header: read.header, payload }
}

/**
 * Of the same guard what is about any payload.
 * @returns the header, and the payload as it was written
 */
export function readProtected(token: string): { header: Record<string, unknown>; body: string } | undefined {
  if (typeof token !== 'string' || token.length > longestToken) return undefined
  // One part more than allowed is enough to know; a million dots are never split.
  const [head, body, signature, ...more] = token.split('.', 4)
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return undefined
  if (head.length > longestHeader || decodeCanonical(body) === undefined) return undefined
  if (decodeCanonical(signature) === undefined) return undefined

  const header = readObject(head)
  if (header === undefined || typeof header.alg !== 'string') return undefined
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return undefined
  return { header, body }
}

/** The bytes of a non-empty base64url text, if encoding them again gives the same text (RFC 4648 section 3.5). */
function decodeCanonical(part: string): Buffer | undefined {
  if (part === '') return undefined
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

function readObject(part: string): Record<string, unknown> | undefined {
  const bytes = decodeCanonical(part)
  if (bytes === undefined || !isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || namesWritten(text) !== namesRead(value)) return undefined
    return value
  } catch {
    // Not JSON: an answer here, not a fault.
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How many member names a valid JSON text spells out: the strings that a colon follows. */
function namesWritten(text: string): number {
  let names = 0
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)) names += colon === ':' ? 1 : 0
  return names
}

/** How many member names survived parsing; fewer than were written means that one was repeated. No recursion. */
function namesRead(value: Record<string, unknown>): number {
  let names = 0
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    const values = Object.values(next)
    names += Array.isArray(next) ? 0 : values.length
    // One at a time: spreading a long array into `push` could exceed the stack.
    for (const inner of values) open.push(inner)
  }
  return names
}
