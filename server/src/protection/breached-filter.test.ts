import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { openBreachedFilter } from './breached-filter.ts'
import { buildBreachedFilter } from './build-breached-filter.ts'

const sha1 = (text: string) => createHash('sha1').update(text, 'utf8').digest('hex').toUpperCase()

async function* linesOf(...lines: readonly string[]) {
  yield* lines
}

/** A path in a folder of the test's own. */
async function target(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'breached-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'breached.bin')
}

/** Asks a filter about each password. */
async function ask(path: string, ...passwords: string[]): Promise<boolean[]> {
  const filter = await openBreachedFilter(path)
  try {
    return await Promise.all(passwords.map((password) => filter.has(password)))
  } finally {
    await filter.close()
  }
}

test('a public list is read in any order, with repeats, padding, blank lines and either line end', async (t) => {
  const path = await target(t)
  const lines = [`${sha1('qwerty')}:12`, `${sha1('hunter2')}:0`, '', `${sha1('password')}:9\r`, sha1('letmein'), '\r']
  const built = await buildBreachedFilter(linesOf(...lines, ...lines), path, { format: 'sha1' })
  assert.deepEqual(built, { count: 3 })
  const found = await ask(path, 'qwerty', 'password', 'letmein', 'hunter2', 'Password', '')
  assert.deepEqual(found, [true, true, true, false, false, false])
  assert.deepEqual(await readdir(dirname(path)), ['breached.bin'])
})

test('a plain list is filed under the composed form of each line, blanks and all', async (t) => {
  const path = await target(t)
  const lines = linesOf('e\u0301t\u00e9', ' two words ', 'crlf\r', '', 'x:0')
  assert.deepEqual(await buildBreachedFilter(lines, path, { format: 'plain' }), { count: 4 })
  const found = await ask(path, 'été', ' two words ', 'crlf', 'x:0', 'two words', '')
  assert.deepEqual(found, [true, true, true, true, false, false])
})

test('whatever is on the list is found, and nothing else', async (t) => {
  const path = await target(t)
  const passwords = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 2, maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(passwords, fc.nat(), async (given, cut) => {
      const all = [...new Set(given.map((text) => text.normalize('NFC')))]
      const listed = all.slice(0, 1 + (cut % all.length))
      const lines = listed.map((password) => `${sha1(password)}:1`)
      assert.deepEqual(await buildBreachedFilter(linesOf(...lines), path, { format: 'sha1' }), { count: listed.length })
      assert.deepEqual(
        await ask(path, ...all),
        all.map((_, index) => index < listed.length),
      )
    }),
    { numRuns: 30 },
  )
})

test('a part that outgrows its memory is sorted through the disk', async (t) => {
  const path = await target(t)
  const seen = Array.from({ length: 20_000 }, (_, index) => `pass${index}`)
  const crowded = (password: string) => `AB${sha1(password).slice(2)}:1`
  const outsiders = seen.slice(0, 500).filter((password) => !sha1(password).startsWith('AB'))
  const lines = linesOf(...seen.map(crowded), ...seen.map(crowded), `${sha1('first')}:1`, `${sha1('last')}:1`)
  assert.deepEqual(await buildBreachedFilter(lines, path, { format: 'sha1' }), { count: 20_002 })
  assert.deepEqual(await ask(path, 'first', 'last'), [true, true])
  assert.ok((await ask(path, ...outsiders)).every((found) => !found))
  const insiders = seen.filter((password) => sha1(password).startsWith('AB'))
  assert.ok(insiders.length > 20)
  assert.ok((await ask(path, ...insiders)).every((found) => found))
})

const noLists: [what: string, format: 'sha1' | 'plain', lines: string[], message: RegExp][] = [
  ['a line of another format', 'sha1', [`${sha1('a')}:1`, 'password'], /^Error: Line 2 of the list is not of the form/],
  ['a key of another length', 'sha1', [`${sha1('a').slice(8)}:1`], /^Error: Line 1 of the list/],
  ['a key with more behind it', 'sha1', [`${sha1('a')}:1 `], /^Error: Line 1 of the list/],
  ['no lines', 'sha1', [], /^Error: The list holds no passwords/],
  ['blank lines only', 'plain', ['', '\r'], /^Error: The list holds no passwords/],
  ['padding only', 'sha1', [`${sha1('a')}:0`], /^Error: The list holds no passwords/],
]
for (const [what, format, lines, message] of noLists) {
  test(`${what}: the old filter stays, and no scraps`, async (t) => {
    const path = await target(t)
    await buildBreachedFilter(linesOf('old'), path, { format: 'plain' })
    await assert.rejects(buildBreachedFilter(linesOf(...lines), path, { format }), message)
    assert.deepEqual(await ask(path, 'old'), [true])
    assert.deepEqual(await readdir(dirname(path)), ['breached.bin'])
  })
}

test('until a build has ended the old filter answers; what a killed build left goes with the next', async (t) => {
  const path = await target(t)
  await buildBreachedFilter(linesOf('old'), path, { format: 'plain' })
  await mkdir(`${path}.building-killed`)
  await writeFile(`${path}.building-killed/part-7`, 'scraps')
  const opened = await openBreachedFilter(path)
  t.after(() => opened.close())
  const source = async function* () {
    yield 'new'
    assert.deepEqual(await ask(path, 'old', 'new'), [true, false])
  }
  await buildBreachedFilter(source(), path, { format: 'plain' })
  assert.deepEqual(await ask(path, 'old', 'new'), [false, true])
  assert.deepEqual([await opened.has('old'), await opened.has('new')], [true, false])
  assert.deepEqual(await readdir(dirname(path)), ['breached.bin'])
})

test('a foreign or a missing file is told as such', async (t) => {
  const path = await target(t)
  await assert.rejects(openBreachedFilter(path), { code: 'ENOENT' })
  for (const text of ['', 'KALO', `${sha1('a')}:1\n`.repeat(20_000)]) {
    await writeFile(path, text)
    await assert.rejects(openBreachedFilter(path), { message: `${path} is not a breached-password filter` })
  }
})

const damages: [what: string, damage: (bytes: Buffer) => Buffer, message: RegExp][] = [
  ['another format', (bytes) => flip(bytes, 11), /format that this release does not read/],
  ['other parameters', (bytes) => flip(bytes, 15), /format that this release does not read/],
  ['another count', (bytes) => flip(bytes, 23), /its checksum is wrong/],
  ['another checksum', (bytes) => flip(bytes, 40), /its checksum is wrong/],
  ['another index', (bytes) => flip(bytes, 300_000), /its checksum is wrong/],
  ['half a header', (bytes) => bytes.subarray(0, 30), /it ends early/],
  ['half an index', (bytes) => bytes.subarray(0, 300_000), /it ends early/],
  ['a byte too few', (bytes) => bytes.subarray(0, -1), /it has 524363 bytes and should have 524364/],
  ['a byte too many', (bytes) => Buffer.concat([bytes, Buffer.of(0)]), /it has 524365 bytes/],
]

function flip(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes
}

for (const [what, damage, message] of damages) {
  test(`${what}: the filter does not open`, async (t) => {
    const path = await target(t)
    await buildBreachedFilter(linesOf('one', 'two'), path, { format: 'plain' })
    await writeFile(path, damage(await readFile(path)))
    await assert.rejects(openBreachedFilter(path), message)
  })
}

test('damage among the keys is never taken for "not breached"', async (t) => {
  const path = await target(t)
  await buildBreachedFilter(linesOf('one'), path, { format: 'plain' })
  const bytes = await readFile(path)
  await writeFile(path, flip(bytes, bytes.length - 1))
  await assert.rejects(ask(path, 'one'), /is damaged: bucket \d+ is not what it was/)
  assert.deepEqual(await ask(path, 'two'), [false])
  const filter = await openBreachedFilter(path)
  t.after(() => filter.close())
  await truncate(path, bytes.length - 3)
  await assert.rejects(filter.has('one'), /is damaged/)
})

test('a closed filter answers nothing', async (t) => {
  const path = await target(t)
  await buildBreachedFilter(linesOf('one'), path, { format: 'plain' })
  const filter = await openBreachedFilter(path)
  assert.equal(filter.count, 1)
  await filter.close()
  await assert.rejects(filter.has('one'), TypeError)
  await assert.rejects(filter.has('two'), TypeError)
})
