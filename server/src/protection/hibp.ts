import { breachedKey } from './breached-key.ts'

const rangeUrl = 'https://api.pwnedpasswords.com/range/'

/** The key without the five digits that were asked for, and how often the password was seen. */
const row = /^(?<suffix>[0-9A-F]{35}):(?<seen>\d{1,15})$/

/**
 * Asks Have I Been Pwned whether a password has appeared in a breach. By its range protocol only five hex digits of the
 * password's key are told, which hundreds of thousands of breached passwords, and any number of others, share.
 * @param fetchText fetches a URL over TLS and gives the body of a 200; it should send `Add-Padding: true`, lest the
 *   length of the answer tell the range, and it owns time-out and size cap; what it throws comes through
 * @param password the password in NFC
 * @returns true when the service lists it; padding rows, which are seen zero times, do not count
 * @throws Error for an answer that is anything but rows: the caller decides whether a missing answer lets the password through
 */
export async function breachedOnline(fetchText: (url: string) => Promise<string>, password: string): Promise<boolean> {
  const key = breachedKey(password)
  const text = await fetchText(rangeUrl + key.slice(0, 5))
  const seen = readRange(text).get(key.slice(5))
  return seen !== undefined && seen > 0
}

/** Reads every row, for a page that is not the service's must not pass for "not breached". */
function readRange(text: string): Map<string, number> {
  const rows = text.replace(/\r?\n$/, '').split(/\r?\n/)
  return new Map(rows.map(readRow))
}

function readRow(line: string): [suffix: string, seen: number] {
  const { suffix, seen } = row.exec(line)?.groups ?? {}
  if (suffix === undefined || seen === undefined) {
    throw new Error('The breached-password service answered something that is not its range format')
  }
  return [suffix, Number(seen)]
}
