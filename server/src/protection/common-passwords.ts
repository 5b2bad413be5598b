import { readFileSync } from 'node:fs'

/**
 * The list of zxcvbn-ts, 49,233 passwords in lower case, kept as the compact JSON text it comes in: half a megabyte, read
 * in 1 ms, where a Set of it costs three megabytes of heap and 15 ms at every start. A search of the text takes 0.1 to
 * 0.6 ms, next to some 20 ms for the hash of the same password.
 */
const list = readFileSync(new URL(import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json')), 'utf8')

if (!list.startsWith('["123456","') || list.includes('\\')) {
  throw new TypeError('The list of common passwords is no longer plain compact JSON: search it differently')
}

/**
 * Whether a password is among the first that anybody would try (NIST SP 800-63B-4, 3.1.1.2): one of the list, one
 * character repeated, or a straight run of neighbouring characters such as `abcdef` and `87654321`. Neither case nor
 * blanks around it make it less common.
 * @param password the password in NFC
 */
export function isCommonPassword(password: string): boolean {
  const word = password.trim().toLowerCase()
  return isStraightRun(word) || isListed(word)
}

/** No password of the list holds a quotation mark, and one that does could match across two neighbours. */
function isListed(word: string): boolean {
  return !word.includes('"') && list.includes(`"${word}"`)
}

/** One code point, or each next one the same step away from the one before: 0, 1 up or 1 down. */
function isStraightRun(word: string): boolean {
  const [first, second = first, ...rest] = Array.from(word, (char) => char.codePointAt(0) ?? 0)
  if (first === undefined || second === undefined) return false
  const step = second - first
  if (Math.abs(step) > 1) return false
  return rest.every((point, index) => point === second + (index + 1) * step)
}
