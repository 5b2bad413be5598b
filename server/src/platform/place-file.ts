import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Begins the last section of every file of the format, which is at most 128 KiB long (MaxMind DB file format 2.0). */
const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
const longestSection = 128 * 1024

/**
 * Why a file cannot serve for looking places up. Only its end is read: a file that was cut short or is of another kind has
 * no such end.
 * @returns undefined when it can
 */
export function placeFileFault(file: string): string | undefined {
  try {
    return endOf(file).includes(marker) ? undefined : 'is not a whole file in the MaxMind DB format'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown reason'})`
  }
}

function endOf(file: string): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const end = Buffer.alloc(Math.min(size, longestSection))
    readSync(descriptor, end, 0, end.length, size - end.length)
    return end
  } finally {
    closeSync(descriptor)
  }
}
