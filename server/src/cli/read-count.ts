import { InvalidArgumentError } from 'commander'

/** Reads how many of something are wanted. */
export function readCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > 100_000) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 100000.')
  }
  return count
}
