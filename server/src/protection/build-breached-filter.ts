import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { breachedKey } from './breached-key.ts'
import { type BucketIndex, emptyIndex, encodeHead, headBytes, mostKeys, suffixBytes } from './breached-layout.ts'
import { type KeySpill, keyBytes, openKeySpill } from './breached-spill.ts'
import { writeAll } from './positioned-io.ts'

type BuildOptions = {
  /** `sha1`: lines `SHA1HEX:COUNT` of the public list, sorted or not; `plain`: a password a line. */
  readonly format: 'sha1' | 'plain'
}

/**
 * Builds a filter from a list of breached passwords, in some 50 MB of memory however long the list is, and with 14 bytes
 * of disk a line beside the target, of which 6 remain. The target is replaced in one step at the very end: whatever goes
 * wrong before leaves it as it was, and an open filter goes on with the old one. Where two builds of one target overlap,
 * the one that began first fails.
 * @param source the lines, without their ends; blank ones are passed over, and so are rows seen zero times
 * @returns how many different keys the filter holds
 * @throws Error for a line of another format (with its number), and for a list that holds no password
 */
export async function buildBreachedFilter(
  source: AsyncIterable<string>,
  targetFile: string,
  options: BuildOptions,
): Promise<{ count: number }> {
  await removeLeftOvers(targetFile)
  const folder = await mkdtemp(targetFile + buildingMark)
  const spill = openKeySpill(folder)
  try {
    await readLines(source, options.format, spill)
    const built = join(folder, 'filter')
    const count = await writeFilter(built, spill)
    await rename(built, targetFile)
    return { count }
  } finally {
    await spill.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const buildingMark = '.building-'

/** What builds that were killed have left beside the target: it may be many gigabytes. */
async function removeLeftOvers(targetFile: string): Promise<void> {
  const folder = dirname(targetFile)
  const names = await readdir(folder)
  const leftOver = names.filter((name) => name.startsWith(basename(targetFile) + buildingMark))
  for (const name of leftOver) await rm(join(folder, name), { recursive: true, force: true })
}

async function readLines(
  source: AsyncIterable<string>,
  format: BuildOptions['format'],
  spill: KeySpill,
): Promise<void> {
  let number = 0
  for await (const given of source) {
    number += 1
    const line = given.endsWith('\r') ? given.slice(0, -1) : given
    if (format === 'sha1' && line !== '' && !listedKey.test(line)) {
      throw new Error(`Line ${number} of the list is not of the form SHA1HEX:COUNT`)
    }
    if (line === '' || (format === 'sha1' && seenNever.test(line))) continue
    const full = spill.add(format === 'sha1' ? line : breachedKey(line.normalize('NFC')))
    if (full) await full
  }
}

/** A key, and how often it was seen; some copies of the list leave that out. */
const listedKey = /^[0-9A-F]{40}(?::\d{1,15})?$/i

/** What the service that gives the list pads its answers with. */
const seenNever = /:0+$/

async function writeFilter(path: string, spill: KeySpill): Promise<number> {
  const index = emptyIndex()
  const file = await open(path, 'wx')
  try {
    let count = 0
    for await (const keys of spill.sorted()) {
      const bytes = packKeys(keys, index)
      await writeAll(file, bytes, headBytes + count * suffixBytes)
      count += bytes.length / suffixBytes
      if (count > mostKeys) throw new Error(`The list holds more than ${mostKeys} passwords`)
    }
    if (count === 0) throw new Error('The list holds no passwords')
    await writeAll(file, encodeHead(index), 0)
    await file.sync()
    return count
  } finally {
    await file.close()
  }
}

/**
 * Turns sorted keys into what the file holds of them: no duplicates, and suffixes only.
 * @param keys one block of the sort; overwritten
 * @param index takes the counts and sums of the block's buckets
 */
function packKeys(keys: Buffer, { sizes, sums }: BucketIndex): Buffer {
  const firstBucket = keys.readUInt16BE(0) & 0xff00
  let used = 0
  let [highBefore, lowBefore] = [-1, -1]
  for (let at = 0; at < keys.length; at += keyBytes) {
    const high = keys.readUInt32BE(at)
    const low = keys.readUInt32BE(at + 4)
    if (high === highBefore && low === lowBefore) continue
    const bucket = high >>> 16
    sizes[bucket] = (sizes[bucket] ?? 0) + 1
    // What is written never overtakes what is read: a suffix is shorter than a key.
    keys.writeUInt16BE(high & 0xffff, used)
    keys.writeUInt32BE(low, used + 2)
    used += suffixBytes
    highBefore = high
    lowBefore = low
  }
  for (let bucket = firstBucket, at = 0; bucket < firstBucket + 256; bucket += 1) {
    const end = at + (sizes[bucket] ?? 0) * suffixBytes
    sums[bucket] = crc32(keys.subarray(at, end))
    at = end
  }
  return keys.subarray(0, used)
}
