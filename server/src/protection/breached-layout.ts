import { createHash } from 'node:crypto'

/*
 * The file of the filter, all numbers big-endian:
 *
 *   0   magic                        8 bytes
 *   8   format version               u32
 *   12  bucket bits, suffix bytes    u32, u32
 *   20  count of keys                u32
 *   24  nought                       8 bytes
 *   32  SHA-256 of bytes 0 to 31 and of the index
 *   64  index: for each bucket the count of its keys and the CRC-32 of its bytes (u32, u32)
 *   …   the buckets: ascending suffixes
 *
 * A key is the first 64 bits of a SHA-1. Its first 16 bits are the number of its bucket and are not stored again.
 */

const magic = 'KALOBRCH'
const version = 1
const bucketBits = 16
const digestAt = 32
const indexAt = 64

/** Bytes of a key behind the bucket's number. */
export const suffixBytes = 6

export const bucketCount = 2 ** bucketBits

/** Header and index, in bytes: where the buckets begin. */
export const headBytes = indexAt + bucketCount * 8

/** What the count, a u32, can say. */
export const mostKeys = 2 ** 32 - 1

/** For each bucket, in their order: the count of its keys, and the CRC-32 of its bytes, which is 0 where there are none. */
export type BucketIndex = { readonly sizes: Uint32Array; readonly sums: Uint32Array }

/** The index of a filter without keys, to be filled. */
export function emptyIndex(): BucketIndex {
  return { sizes: new Uint32Array(bucketCount), sums: new Uint32Array(bucketCount) }
}

/** Writes header and index. */
export function encodeHead({ sizes, sums }: BucketIndex): Buffer {
  const head = Buffer.alloc(headBytes)
  head.write(magic, 'latin1')
  head.writeUInt32BE(version, 8)
  head.writeUInt32BE(bucketBits, 12)
  head.writeUInt32BE(suffixBytes, 16)
  head.writeUInt32BE(total(sizes), 20)
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    head.writeUInt32BE(sizes[bucket] ?? 0, indexAt + bucket * 8)
    head.writeUInt32BE(sums[bucket] ?? 0, indexAt + bucket * 8 + 4)
  }
  digestOf(head).copy(head, digestAt)
  return head
}

/**
 * Reads header and index.
 * @param head the first `headBytes` of the file, or all of a shorter one
 * @param fileBytes the length of the file, which must be what the header says
 * @returns the index, or why the file cannot be used, as the rest of a sentence about it
 */
export function decodeHead(head: Buffer, fileBytes: number): BucketIndex | { readonly fault: string } {
  if (head.toString('latin1', 0, magic.length) !== magic) return { fault: 'is not a breached-password filter' }
  if (head.length < headBytes) return { fault: 'is damaged: it ends early' }
  if (
    head.readUInt32BE(8) !== version ||
    head.readUInt32BE(12) !== bucketBits ||
    head.readUInt32BE(16) !== suffixBytes
  ) {
    return { fault: 'has a format that this release does not read; build it anew' }
  }
  if (!digestOf(head).equals(head.subarray(digestAt, indexAt))) return { fault: 'is damaged: its checksum is wrong' }
  const expected = headBytes + head.readUInt32BE(20) * suffixBytes
  if (fileBytes !== expected) return { fault: `is damaged: it has ${fileBytes} bytes and should have ${expected}` }
  const index = emptyIndex()
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    index.sizes[bucket] = head.readUInt32BE(indexAt + bucket * 8)
    index.sums[bucket] = head.readUInt32BE(indexAt + bucket * 8 + 4)
  }
  return index
}

/** How many keys the buckets hold together. */
export function total(sizes: Uint32Array): number {
  return sizes.reduce((sum, size) => sum + size, 0)
}

function digestOf(head: Buffer): Buffer {
  return createHash('sha256').update(head.subarray(0, digestAt)).update(head.subarray(indexAt)).digest()
}
