import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { breachedKey } from './breached-key.ts'
import { type BucketIndex, bucketCount, decodeHead, headBytes, suffixBytes, total } from './breached-layout.ts'
import { readAll } from './positioned-io.ts'

export type BreachedFilter = {
  /**
   * Whether the list holds a password (in NFC). Never no for one that it holds. Yes for one that it does not hold with a
   * chance of count / 2^64, for 64 bits of its key are compared with `count` others: 5.4e-11 for a thousand million keys,
   * 2.4e-10 for the most that fit. Costs one read of `6 * count / 65536` bytes, 92 kB for a thousand million keys.
   * @throws Error when the part of the file that would hold it is damaged
   */
  has(password: string): Promise<boolean>
  /** How many keys it holds. */
  readonly count: number
  close(): Promise<void>
}

/**
 * Opens a filter that `buildBreachedFilter` has made. Three quarters of a megabyte of index are held in memory; the
 * rest stays in the file. A filter that is replaced meanwhile is read on as it was until it is opened anew.
 * @throws Error for a file that is missing, foreign, damaged or of another format
 */
export async function openBreachedFilter(path: string): Promise<BreachedFilter> {
  const file = await open(path, 'r')
  try {
    const fileBytes = (await file.stat()).size
    const head = Buffer.alloc(Math.min(fileBytes, headBytes))
    await readAll(file, head, 0)
    const index = decodeHead(head, fileBytes)
    if ('fault' in index) throw new Error(`${path} ${index.fault}`)
    return filterOf(file, path, index)
  } catch (error) {
    await file.close()
    throw error
  }
}

function filterOf(file: FileHandle, path: string, { sizes, sums }: BucketIndex): BreachedFilter {
  const starts = new Uint32Array(bucketCount)
  for (let bucket = 1; bucket < bucketCount; bucket += 1) {
    starts[bucket] = (starts[bucket - 1] ?? 0) + (sizes[bucket - 1] ?? 0)
  }
  return {
    count: total(sizes),
    async has(password) {
      // An empty bucket needs no read, and would go on answering.
      if (file.fd < 0) throw new TypeError('This breached-password filter is closed')
      const key = Buffer.from(breachedKey(password).slice(0, 16), 'hex')
      const bucket = key.readUInt16BE(0)
      const suffixes = Buffer.alloc((sizes[bucket] ?? 0) * suffixBytes)
      const whole = await readAll(file, suffixes, headBytes + (starts[bucket] ?? 0) * suffixBytes)
      if (!whole || crc32(suffixes) !== sums[bucket]) {
        throw new Error(`${path} is damaged: bucket ${bucket} is not what it was`)
      }
      return holds(suffixes, key.readUIntBE(2, suffixBytes))
    },
    close: () => file.close(),
  }
}

/** Binary search among ascending suffixes, which as numbers of 48 bits are exact. */
function holds(suffixes: Buffer, wanted: number): boolean {
  let low = 0
  let high = suffixes.length / suffixBytes
  while (low < high) {
    const middle = (low + high) >>> 1
    const suffix = suffixes.readUIntBE(middle * suffixBytes, suffixBytes)
    if (suffix === wanted) return true
    if (suffix < wanted) low = middle + 1
    else high = middle
  }
  return false
}
