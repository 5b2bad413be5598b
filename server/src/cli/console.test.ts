import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inColumns, printable } from './console.ts'

test('what users have chosen cannot steer the terminal', () => {
  const rows: [text: string, shown: string][] = [
    ['Ana Núñez 名前 🙂\nsecond line', 'Ana Núñez 名前 🙂\nsecond line'],
    ['clear\u001b[2J', 'clear\ufffd[2J'],
    ['over\rwritten', 'over\ufffdwritten'],
    ['c1\u009b31m', 'c1\ufffd31m'],
    ['nepo\u202egpj', 'nepo\ufffdgpj'],
    ['two\u2028lines', 'two\ufffdlines'],
  ]
  for (const [text, shown] of rows) assert.equal(printable(text), shown)
})

test('rows become columns as wide as their longest cell, without blanks at the end', () => {
  const rows = [
    ['ID', 'NAME'],
    ['1', 'ana'],
    ['22', 'b'],
  ]
  assert.equal(inColumns(rows), 'ID  NAME\n1   ana\n22  b')
})
