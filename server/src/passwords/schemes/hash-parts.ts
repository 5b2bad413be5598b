import { timingSafeEqual } from 'node:crypto'

/** A hash that another service made, once it is known to be whole and bearable. */
export type ForeignHash = {
  /** The scheme, for reports. */
  readonly scheme: string
  /** Whether this text, as typed, made the hash. Costs one hash; take a turn of the hasher for it. */
  readonly matches: (password: string) => Promise<boolean>
}

/** Reads one way of writing hashes; undefined for whatever is not written so, is damaged, or would cost too much. */
export type ReadHash = (text: string) => ForeignHash | undefined

/** A salt longer than this is nobody's, and a digest shorter than this would match by chance. */
const longestSalt = 256
const digestBytes = [16, 128] as const

/** The bytes of a Base64 text, padded or not, if encoding them again gives the same text. */
export function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  const again = bytes.toString('base64')
  return text === again || text === again.replaceAll('=', '') ? bytes : undefined
}

export function readSalt(text: string): Buffer | undefined {
  const salt = readBase64(text)
  return salt !== undefined && salt.length <= longestSalt ? salt : undefined
}

export function readDigest(text: string): Buffer | undefined {
  const digest = readBase64(text)
  const [least, most] = digestBytes
  return digest !== undefined && digest.length >= least && digest.length <= most ? digest : undefined
}

/** A whole number within bounds, both included, in its plain spelling. */
export function readWhole(text: string | undefined, [least, most]: readonly [number, number]): number | undefined {
  const value = Number(text)
  return text !== undefined && /^[1-9]\d{0,15}$/.test(text) && value >= least && value <= most ? value : undefined
}

export function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
