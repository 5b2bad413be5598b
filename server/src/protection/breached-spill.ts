import { type FileHandle, open } from 'node:fs/promises'
import { endianness } from 'node:os'
import { join } from 'node:path'
import { readAll, writeAll } from './positioned-io.ts'

/** One key: the first 64 bits of a SHA-1, big-endian. */
export const keyBytes = 8

/** Keys are dealt by their first byte, and so the parts follow one another in the order of the keys. */
const partCount = 256

/** What a part collects in memory before it writes: 64 kB, so 16 MB for all parts. */
const bufferBytes = 8192 * keyBytes

/** The largest part that is sorted in memory: twice what the longest possible list deals to one, in bytes. */
const partLimit = 2 ** 28

type Part = { readonly buffer: Buffer; used: number; written: number; file: FileHandle | undefined }

/** Sorts more keys than memory holds. */
export type KeySpill = {
  /** Takes the key that begins a hex text; where it returns a promise, that is to be awaited before the next key. */
  add(hex: string): Promise<void> | undefined
  /** The keys in ascending order, duplicates included: one block for each first byte that occurs, the caller's own. */
  sorted(): AsyncGenerator<Buffer>
  /** Closes the files. */
  close(): Promise<void>
}

/**
 * Opens an external sort: keys are dealt into 256 parts, each written to a file of its own once it outgrows its buffer,
 * and each sorted in memory at the end. Takes 8 bytes of disk a key, and of memory 16 MB and the largest part (32 MB for
 * a thousand million keys).
 * @param folder where the parts are written; making and removing it is the caller's matter
 */
export function openKeySpill(folder: string): KeySpill {
  const parts: (Part | undefined)[] = Array.from({ length: partCount })

  return {
    add(hex) {
      const high = Number.parseInt(hex.slice(0, 8), 16)
      const number = high >>> 24
      parts[number] ??= { buffer: Buffer.allocUnsafe(bufferBytes), used: 0, written: 0, file: undefined }
      const part = parts[number]
      part.buffer.writeUInt32BE(high, part.used)
      part.buffer.writeUInt32BE(Number.parseInt(hex.slice(8, 16), 16), part.used + 4)
      part.used += keyBytes
      return part.used === bufferBytes ? spillPart(part, join(folder, `part-${number}`)) : undefined
    },
    async *sorted() {
      for (const part of parts) if (part) yield sortKeys(await readPart(part))
    },
    async close() {
      for (const part of parts) await part?.file?.close()
    },
  }
}

async function spillPart(part: Part, path: string): Promise<void> {
  if (part.written === partLimit) throw new Error('The keys of this list are not spread as SHA-1 keys are')
  part.file ??= await open(path, 'wx+')
  await writeAll(part.file, part.buffer, part.written)
  part.written += part.used
  part.used = 0
}

async function readPart(part: Part): Promise<Buffer> {
  // Memory of its own, not of the pool: sorting needs the keys to begin at a multiple of eight.
  const keys = Buffer.alloc(part.written + part.used)
  part.buffer.copy(keys, part.written, 0, part.used)
  if (part.file && !(await readAll(part.file, keys.subarray(0, part.written), 0))) {
    throw new Error('A temporary file of the list is shorter than it was written')
  }
  return keys
}

/** Sorts in place, for which the keys become whole numbers in the machine's own byte order. */
function sortKeys(keys: Buffer): Buffer {
  const little = endianness() === 'LE'
  if (little) keys.swap64()
  new BigUint64Array(keys.buffer, keys.byteOffset, keys.length / keyBytes).sort()
  return little ? keys.swap64() : keys
}
