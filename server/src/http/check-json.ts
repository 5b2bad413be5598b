import { Problem } from '../base/problem.ts'

/** Objects and arrays within one another; no body of this service needs more than a few. It also bounds the recursion here. */
const maxDepth = 32

/** How much of a doubled key is said back. */
const shownKeyLength = 50

const quote = 0x22
const backslash = 0x5c
const firstPrintable = 0x20

/**
 * Walks a JSON document (RFC 8259) once and refuses its first fault in the words and positions of Python's json module,
 * which clients of the old service know. Stricter than the grammar in three things: an object names each key once, at
 * most 32 levels of nesting, and no number beyond the range of a double.
 * @param text the whole document; positions are counted in code points, as Python does
 * @throws Problem `malformed_body`
 */
export function checkJson(text: string): void {
  if (text.startsWith('\ufeff')) throw fault(text, 0, 'Unexpected UTF-8 BOM (decode using utf-8-sig)')
  const end = skipBlanks(text, skipValue(text, skipBlanks(text, 0), 0))
  if (end !== text.length) throw fault(text, end, 'Extra data')
}

/**
 * The refusal of a body that is not JSON.
 * @param what what is wrong, as a public sentence
 */
export function jsonProblem(what: string): Problem {
  return new Problem('malformed_body', { detail: `JSON parse error - ${what}` })
}

// Each skip function takes where a thing begins and returns where it ends, or throws.

function skipValue(text: string, at: number, depth: number): number {
  switch (text[at]) {
    case '"':
      return skipString(text, at)
    case '{':
      return skipObject(text, at, depth + 1)
    case '[':
      return skipArray(text, at, depth + 1)
    default:
      return skipWord(text, at)
  }
}

function skipObject(text: string, open: number, depth: number): number {
  let at = enter(text, open, depth)
  if (text[at] === '}') return at + 1
  const keys = new Set<string>()
  for (;;) {
    at = skipBlanks(text, skipKey(text, at, keys))
    if (text[at] !== ':') throw fault(text, at, "Expecting ':' delimiter")
    at = skipBlanks(text, skipValue(text, skipBlanks(text, at + 1), depth))
    if (text[at] === '}') return at + 1
    at = skipComma(text, at)
  }
}

function skipArray(text: string, open: number, depth: number): number {
  let at = enter(text, open, depth)
  if (text[at] === ']') return at + 1
  for (;;) {
    at = skipBlanks(text, skipValue(text, at, depth))
    if (text[at] === ']') return at + 1
    at = skipComma(text, at)
  }
}

function enter(text: string, open: number, depth: number): number {
  if (depth > maxDepth) throw jsonProblem('Nested too deeply')
  return skipBlanks(text, open + 1)
}

function skipComma(text: string, at: number): number {
  if (text[at] !== ',') throw fault(text, at, "Expecting ',' delimiter")
  return skipBlanks(text, at + 1)
}

/** Two readers that disagree on which of two equal keys counts can be played against each other, so there is only one. */
function skipKey(text: string, open: number, keys: Set<string>): number {
  if (text[open] !== '"') throw fault(text, open, 'Expecting property name enclosed in double quotes')
  const end = skipString(text, open)
  // Compared as read, so that an escape in one of them hides nothing.
  const key = String(JSON.parse(text.slice(open, end)))
  if (keys.has(key)) throw fault(text, open, `Duplicate key ${JSON.stringify(key.slice(0, shownKeyLength))}`)
  keys.add(key)
  return end
}

function skipString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote) return at + 1
    if (unit < firstPrintable) throw fault(text, at, 'Invalid control character at')
    if (unit === backslash) at = skipEscape(text, at)
  }
  throw fault(text, open, 'Unterminated string starting at')
}

/** The index of the escape's last character; the end of the text when nothing follows the backslash. */
function skipEscape(text: string, at: number): number {
  const letter = text[at + 1]
  if (letter === undefined) return text.length
  if (letter !== 'u') {
    if (!'"\\/bfnrt'.includes(letter)) throw fault(text, at, 'Invalid \\escape')
    return at + 1
  }
  const last = at + 5
  // Python wants a character behind the four digits too: a text that ends there is told of the escape, not of the quote.
  const whole = last + 1 < text.length && /^[0-9a-f]{4}$/i.test(text.slice(at + 2, last + 1))
  if (!whole) throw fault(text, at + 1, 'Invalid \\uXXXX escape')
  return last
}

function skipWord(text: string, at: number): number {
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, at)) return at + word.length
  for (const word of ['NaN', 'Infinity', '-Infinity']) if (text.startsWith(word, at)) throw outOfRange(word)
  return skipNumber(text, at)
}

function skipNumber(text: string, start: number): number {
  const digits = text[start] === '-' ? start + 1 : start
  const whole = text[digits] === '0' ? digits + 1 : skipDigits(text, digits)
  if (whole === digits) throw fault(text, start, 'Expecting value')
  const end = skipExponent(text, skipFraction(text, whole))
  const value = Number(text.slice(start, end))
  if (!Number.isFinite(value)) throw outOfRange(String(value))
  return end
}

/** A point or an `e` without digits is no part of the number: the fault is then found in what follows it. */
function skipFraction(text: string, at: number): number {
  if (text[at] !== '.') return at
  const end = skipDigits(text, at + 1)
  return end === at + 1 ? at : end
}

function skipExponent(text: string, at: number): number {
  if (text[at] !== 'e' && text[at] !== 'E') return at
  const digits = text[at + 1] === '+' || text[at + 1] === '-' ? at + 2 : at + 1
  const end = skipDigits(text, digits)
  return end === digits ? at : end
}

function skipDigits(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  return at
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

function skipBlanks(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return at
}

function outOfRange(literal: string): Problem {
  return jsonProblem(`Out of range float values are not JSON compliant: '${literal}'`)
}

function fault(text: string, at: number, what: string): Problem {
  const before = text.slice(0, at)
  const lines = before.split('\n')
  const column = countCodePoints(lines.at(-1) ?? '') + 1
  return jsonProblem(`${what}: line ${lines.length} column ${column} (char ${countCodePoints(before)})`)
}

function countCodePoints(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g)
  return text.length - (pairs?.length ?? 0)
}
