/** What a token says of the way it was signed. Nothing here is proven until the signature is verified. */
export type Header = { readonly alg: string; readonly typ: string; readonly kid: string }

/** Enough for our largest token several times over, and little enough that a hostile one costs nothing. */
const longestToken = 8192

/**
 * The strict guard before any verification: a compact JWS (RFC 7515 section 3.1) with exactly one spelling, of three
 * parts in canonical base64url, whose header names its key and asks for no extension.
 * @param longest characters; a list of sessions may be longer than a token
 * @returns the header, or undefined; never throws
 */
export function readHeader(token: string, longest: number = longestToken): Header | undefined {
  if (typeof token !== 'string' || token.length > longest) return undefined
  const parts = token.split('.', 4)
  if (parts.length !== 3 || !parts.every(isCanonical)) return undefined
  const header = readJson(parts[0] ?? '')
  if (header === undefined || 'crit' in header || 'b64' in header) return undefined
  const { alg, typ, kid } = header
  const isWhole = typeof alg === 'string' && typeof typ === 'string' && typeof kid === 'string'
  return isWhole ? { alg, typ, kid } : undefined
}

/** Whether a part has no padding, no other letters, and no loose bits at its end (RFC 4648 sections 3.2, 3.5). */
function isCanonical(part: string): boolean {
  if (!/^[\w-]+$/.test(part) || part.length % 4 === 1) return false
  const loose = { 0: 0, 2: 4, 3: 2 }[part.length % 4] ?? 0
  return (letters.indexOf(part.at(-1) ?? '') & ((1 << loose) - 1)) === 0
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function readJson(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
