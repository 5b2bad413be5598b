import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PNG } from 'pngjs'
import decodeQr from 'qr/decode.js'
import { signUp } from '../actors.ts'
import { startServer } from '../harness.ts'

const setup = '/api/auth/mfa/totp/setup/'
/** Enough pixels a square for a reader that looks for shapes. */
const scale = 6

type Image = { width: number; height: number; data: Uint8Array }

/** Reads what a camera would; patient, so that a busy machine misses nothing. */
function read({ width, height, data }: Image): string {
  return decodeQr({ width, height, data }, { timeLimit: 10_000 })
}

/**
 * Draws the lines of the document: a white ground and black strokes, one high, of the commands `M` (to a place), `m` (on
 * from there) and `h` (along). Anything else it might hold fails.
 */
function rasterise(svg: string): Image {
  const shape =
    /^<svg [^<>]*viewBox="0 0 (\d+) \1"[^<>]*><path fill="#ffffff" d="[^"]*"\/><path stroke="#000000" d="([^"]*)"\/><\/svg>$/
  const [, side = '', path = ''] = shape.exec(svg) ?? assert.fail('not the lines of a QR code')
  const width = Number(side) * scale
  const data = new Uint8Array(width * width * 4).fill(255)
  let [x, y] = [0, 0]
  for (const [command, kind, numbers = ''] of path.matchAll(/([Mmh])([\d. -]+)/g)) {
    const [first = 0, second = 0] = numbers.split(' ').map(Number)
    if (kind === 'M') [x, y] = [first, second - 0.5]
    else if (kind === 'm') [x, y] = [x + first, y + second]
    else {
      paint({ x, y, length: first }, width, data)
      x += first
    }
    assert.ok(Number.isInteger(x) && Number.isInteger(y), command)
  }
  return { width, height: width, data }
}

function paint(line: { x: number; y: number; length: number }, width: number, data: Uint8Array): void {
  for (let row = line.y * scale; row < (line.y + 1) * scale; row++) {
    for (let column = line.x * scale; column < (line.x + line.length) * scale; column++) {
      data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3)
    }
  }
}

test('a camera that looks at either picture of the QR code reads the URI', async (t) => {
  const server = await startServer(t)
  for (const name of ['ana', 'somebody-of-a-longer-name']) {
    const ana = await signUp(server, name)
    const { uri, qr_code: png, qr_code_svg: svg } = (await ana.client().get(setup)).body
    assert.match(uri, /^otpauth:\/\/totp\//)
    assert.equal(read(PNG.sync.read(Buffer.from(png, 'base64'))), uri)
    assert.equal(read(rasterise(svg)), uri)
  }
})

test('the SVG holds shapes alone: no script, no style, no text, nothing from elsewhere', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const { qr_code_svg: svg, secret } = (await ana.client().get(setup)).body
  assert.deepEqual(
    [...svg.matchAll(/<(\w+)/g)].map(([, tag]) => tag),
    ['svg', 'path', 'path'],
  )
  const attributes = [...svg.matchAll(/ ([\w:-]+)="/g)].map(([, name]) => name)
  const harmless = new Set(['xmlns', 'viewBox', 'shape-rendering', 'fill', 'stroke', 'd'])
  assert.deepEqual(
    attributes.filter((name) => !harmless.has(name ?? '')),
    [],
  )
  assert.deepEqual(
    svg.match(/https?:[^"]*/g),
    ['http://www.w3.org/2000/svg'],
    'the name of the language, and no address',
  )
  assert.ok(!svg.includes(secret))
})
