import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './csv-line.ts'

test('cells are quoted, and quotes in them doubled', () => {
  assert.equal(csvLine(['a', 'b "c", d', 'e\nf', null, true, -7]), '"a","b ""c"", d","e\nf","","true","-7"\r\n')
})

test('attack 84: what a spreadsheet would run is made text', () => {
  for (const text of [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '－1',
    '＋1',
    '＠a',
    '=HYPERLINK("http://x")',
  ]) {
    const cell = csvLine([text])
    assert.ok(cell.startsWith(`"'${text[0]}`), JSON.stringify(text))
  }
  for (const [text, made] of [
    ['x;=1', "x;'=1"],
    ['x\n=1', "x\n'=1"],
    ['x; "@a;-2', `x; ""'@a;'-2`],
    ['=1;=2', "'=1;'=2"],
  ]) {
    assert.equal(csvLine([String(text)]), `"${made}"\r\n`, JSON.stringify(text))
  }
  for (const text of ['a=1', 'a;b', "'=1", ' ', '', 'ana-maria@example.com']) {
    assert.equal(csvLine([text]), `"${text}"\r\n`, JSON.stringify(text))
  }
})
