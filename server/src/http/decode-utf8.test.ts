import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeUtf8 } from './decode-utf8.ts'

const badByte = (byte: string, at: number, reason: string) =>
  `'utf-8' codec can't decode byte ${byte} in position ${at}: ${reason}`
const badBytes = (from: number, to: number, reason: string) =>
  `'utf-8' codec can't decode bytes in position ${from}-${to}: ${reason}`

const faults: [hex: string, fault: string][] = [
  ['7b22656d61696c223a22ff227d', badByte('0xff', 10, 'invalid start byte')],
  ['80', badByte('0x80', 0, 'invalid start byte')],
  ['c080', badByte('0xc0', 0, 'invalid start byte')], // an overlong NUL
  ['c1bf', badByte('0xc1', 0, 'invalid start byte')],
  ['f5808080', badByte('0xf5', 0, 'invalid start byte')],
  ['c241', badByte('0xc2', 0, 'invalid continuation byte')],
  ['e09f80', badByte('0xe0', 0, 'invalid continuation byte')], // overlong
  ['eda080', badByte('0xed', 0, 'invalid continuation byte')], // a surrogate
  ['f08f8080', badByte('0xf0', 0, 'invalid continuation byte')], // overlong
  ['f4908080', badByte('0xf4', 0, 'invalid continuation byte')], // beyond U+10FFFF
  ['41e28241', badBytes(1, 2, 'invalid continuation byte')],
  ['f09f9841', badBytes(0, 2, 'invalid continuation byte')],
  ['41c3', badByte('0xc3', 1, 'unexpected end of data')],
  ['e282', badBytes(0, 1, 'unexpected end of data')],
  ['f09f98', badBytes(0, 2, 'unexpected end of data')],
  ['c3a9e282acf09f9880ff', badByte('0xff', 9, 'invalid start byte')],
]
for (const [hex, fault] of faults) {
  test(`${hex} is refused`, () => assert.deepEqual(decodeUtf8(Buffer.from(hex, 'hex')), { fault }))
}

test('well-formed text comes through unchanged, a byte order mark included', () => {
  for (const text of ['', 'plain', '\ufeff{}', 'é€😀\0']) assert.deepEqual(decodeUtf8(Buffer.from(text)), { text })
})

test('refuses exactly the bytes that the platform refuses', () => {
  const edge = fc.constantFrom(
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(edge, fc.integer({ min: 0, max: 255 })), { maxLength: 8 }), (bytes) => {
      const buffer = Buffer.from(bytes)
      assert.equal('text' in decodeUtf8(buffer), decodes(buffer))
    }),
    { numRuns: 2000 },
  )
})

function decodes(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
