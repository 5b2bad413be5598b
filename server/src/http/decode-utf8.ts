import { isUtf8 } from 'node:buffer'

/** What a lead byte calls for (RFC 3629 section 4): how many bytes, and the range of the second; later ones are 80-BF. */
const sequences = [
  { from: 0xc2, to: 0xdf, length: 2, low: 0x80, high: 0xbf },
  { from: 0xe0, to: 0xe0, length: 3, low: 0xa0, high: 0xbf },
  { from: 0xe1, to: 0xec, length: 3, low: 0x80, high: 0xbf },
  { from: 0xed, to: 0xed, length: 3, low: 0x80, high: 0x9f },
  { from: 0xee, to: 0xef, length: 3, low: 0x80, high: 0xbf },
  { from: 0xf0, to: 0xf0, length: 4, low: 0x90, high: 0xbf },
  { from: 0xf1, to: 0xf3, length: 4, low: 0x80, high: 0xbf },
  { from: 0xf4, to: 0xf4, length: 4, low: 0x80, high: 0x8f },
] as const

type Flaw = { readonly reason: string; readonly length: number }

/**
 * Decodes UTF-8 strictly: nothing is replaced, a byte order mark is kept.
 * @param bytes the bytes as they came
 * @returns the text, or a sentence on the first bytes that are not UTF-8, in the words of Python's codec, which clients
 *   of the old service know
 */
export function decodeUtf8(bytes: Buffer): { readonly text: string } | { readonly fault: string } {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8') }
  return { fault: findFault(bytes) }
}

function findFault(bytes: Buffer): string {
  let at = 0
  while (at < bytes.length) {
    const step = readSequence(bytes, at)
    if (typeof step !== 'number') return describe(bytes, at, step)
    at += step
  }
  throw new TypeError('findFault was given well-formed UTF-8')
}

/** The length of the well-formed sequence at `at`, or what is wrong with it and over how many bytes. */
function readSequence(bytes: Buffer, at: number): number | Flaw {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const sequence = sequences.find(({ from, to }) => lead >= from && lead <= to)
  if (sequence === undefined) return { reason: 'invalid start byte', length: 1 }
  for (let offset = 1; offset < sequence.length; offset++) {
    const byte = bytes[at + offset]
    if (byte === undefined) return { reason: 'unexpected end of data', length: offset }
    const { low, high } = offset === 1 ? sequence : { low: 0x80, high: 0xbf }
    if (byte < low || byte > high) return { reason: 'invalid continuation byte', length: offset }
  }
  return sequence.length
}

function describe(bytes: Buffer, at: number, { reason, length }: Flaw): string {
  const lead = bytes.toString('hex', at, at + 1)
  const where = length === 1 ? `byte 0x${lead} in position ${at}` : `bytes in position ${at}-${at + length - 1}`
  return `'utf-8' codec can't decode ${where}: ${reason}`
}
