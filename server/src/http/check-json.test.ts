import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countWork } from '../../test/work.ts'
import { Problem } from '../base/problem.ts'
import { checkJson } from './check-json.ts'

/** The refusal's sentence without its opening words, or undefined when the text is accepted. */
function refusal(text: string): string | undefined {
  try {
    checkJson(text)
    return undefined
  } catch (problem) {
    assert.ok(problem instanceof Problem)
    assert.equal(problem.code, 'malformed_body')
    assert.ok(problem.message.startsWith('JSON parse error - '))
    return problem.message.slice('JSON parse error - '.length)
  }
}

const name = 'Expecting property name enclosed in double quotes'
const finite = 'Out of range float values are not JSON compliant'

const faults: [text: string, fault: string][] = [
  ['{', `${name}: line 1 column 2 (char 1)`],
  ['{"a":1,}', `${name}: line 1 column 8 (char 7)`],
  ['{a:1}', `${name}: line 1 column 2 (char 1)`],
  ["{'a':1}", `${name}: line 1 column 2 (char 1)`],
  ['{"a":1,', `${name}: line 1 column 8 (char 7)`],
  ['{} {}', 'Extra data: line 1 column 4 (char 3)'],
  ['01', 'Extra data: line 1 column 2 (char 1)'],
  ['1.', 'Extra data: line 1 column 2 (char 1)'],
  ['1e+', 'Extra data: line 1 column 2 (char 1)'],
  ['truefalse', 'Extra data: line 1 column 5 (char 4)'],
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  [' \n ', 'Expecting value: line 2 column 2 (char 3)'],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['[', 'Expecting value: line 1 column 2 (char 1)'],
  ['-', 'Expecting value: line 1 column 1 (char 0)'],
  ['+1', 'Expecting value: line 1 column 1 (char 0)'],
  ['.5', 'Expecting value: line 1 column 1 (char 0)'],
  ['tru', 'Expecting value: line 1 column 1 (char 0)'],
  ['\u00a01', 'Expecting value: line 1 column 1 (char 0)'],
  ['{"a":}', 'Expecting value: line 1 column 6 (char 5)'],
  ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['{"a":1 "b":2}', "Expecting ',' delimiter: line 1 column 8 (char 7)"],
  ['[1', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['[1}', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['{"a"', "Expecting ':' delimiter: line 1 column 5 (char 4)"],
  ['{"a":"b', 'Unterminated string starting at: line 1 column 6 (char 5)'],
  ['"a\\', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['"a\nb"', 'Invalid control character at: line 1 column 3 (char 2)'],
  ['"\0"', 'Invalid control character at: line 1 column 2 (char 1)'],
  ['"\x1f"', 'Invalid control character at: line 1 column 2 (char 1)'],
  ['"\\v"', 'Invalid \\escape: line 1 column 2 (char 1)'],
  ['"a\\x"', 'Invalid \\escape: line 1 column 3 (char 2)'],
  ['"\\\'"', 'Invalid \\escape: line 1 column 2 (char 1)'],
  ['"\\u12g4"', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['"\\u12"', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['"\\u1234', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['{"email":NaN}', `${finite}: 'NaN'`],
  ['Infinity', `${finite}: 'Infinity'`],
  ['[-Infinity', `${finite}: '-Infinity'`],
  ['1e999', `${finite}: 'Infinity'`],
  [`-${'9'.repeat(400)}`, `${finite}: '-Infinity'`],
  ['\ufeff{}', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)'],
  // Lines end at \n alone, and a character beyond the BMP is one.
  ['{\r\n "😀é": 1,\n  x', `${name}: line 3 column 3 (char 15)`],
  ['"😀" x', 'Extra data: line 1 column 5 (char 4)'],
  ['{"email":1,"email":2}', 'Duplicate key "email": line 1 column 12 (char 11)'],
  ['{"email":1,"\\u0065mail":2}', 'Duplicate key "email": line 1 column 12 (char 11)'],
  ['{"__proto__":1,"__proto__":2}', 'Duplicate key "__proto__": line 1 column 16 (char 15)'],
  ['[{"a":{"b":1,"c":[],"b":1}}]', 'Duplicate key "b": line 1 column 21 (char 20)'],
  [`{"${'k'.repeat(99)}":1,"${'k'.repeat(99)}":2}`, `Duplicate key "${'k'.repeat(50)}": line 1 column 106 (char 105)`],
  [`${'['.repeat(33)}${']'.repeat(33)}`, 'Nested too deeply'],
  ['['.repeat(100_000), 'Nested too deeply'],
  ['{"a":'.repeat(100_000), 'Nested too deeply'],
]
for (const [text, fault] of faults) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(refusal(text), fault))
}

test('accepts what is well formed', () => {
  const deep = `${'[{"a":'.repeat(16)}0${'}]'.repeat(16)}`
  const sound = [
    ' {"a" : [1, -0, 2.5E-3, true, false, null] }\r\n',
    '"\\ud800"',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\x7f"',
    deep,
  ]
  for (const text of [...sound, '1e308', '5e-999', '{"a":{"a":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"":0}'])
    assert.equal(refusal(text), undefined, text)
})

test('a long string costs no more than its length', () => {
  const work = countWork()
  assert.equal(refusal(`{"a":"${'x'.repeat(3_000_000)}"}`), undefined)
  assert.match(refusal(`{"a":${' '.repeat(3_000_000)}`) ?? '', /^Expecting value/)
  assert.ok(work() < 2000)
})

/** Refusals that are this reader's own, beyond the grammar. */
const beyondGrammar =
  /^(Duplicate key|Nested too deeply|Out of range float values are not JSON compliant: '-?Infinity')/

function agreesWithPlatform(text: string): void {
  const said = refusal(text)
  if (said !== undefined && beyondGrammar.test(said)) return
  assert.equal(said === undefined, platformReads(text), text)
}

function platformReads(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const token = fc.constantFrom(
  ...'{}[]:,"\\ \n\tu01e+-.',
  '{"a":',
  '"b":',
  '1,',
  'true',
  'null',
  '\\u00e9',
  '"x"',
  '\u0001',
  '\u2028',
  '😀',
)

test('accepts exactly what the platform accepts: random tokens', () => {
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
      agreesWithPlatform,
    ),
    { numRuns: 5000 },
  )
})

test('accepts exactly what the platform accepts: random text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), agreesWithPlatform))
})

test('accepts every document the platform writes, and agrees when one place of it is changed', () => {
  const document = fc.json({ maxDepth: 5, stringUnit: 'binary' })
  fc.assert(
    fc.property(
      document,
      fc.nat(),
      fc.nat({ max: 1 }),
      fc.oneof(token, fc.constant('')),
      (text, place, removed, put) => {
        assert.equal(refusal(text), undefined)
        const at = place % (text.length + 1)
        agreesWithPlatform(text.slice(0, at) + put + text.slice(at + removed))
      },
    ),
    { numRuns: 3000 },
  )
})
