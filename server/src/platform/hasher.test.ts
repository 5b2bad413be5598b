import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash as bareHash } from '@node-rs/argon2'
import { Problem } from '../base/problem.ts'
import { makeHasher } from './hasher.ts'

const cheap = { memoryKib: 8, passes: 1, concurrency: 2, queueLimit: 100 }
const isRefusal = (note: string) => (error: unknown) =>
  error instanceof Problem &&
  error.code === 'unavailable' &&
  error.options.retryAfter === 1 &&
  error.options.note === note

test('a hash is argon2id v19 with the parameters asked for, 16 bytes of salt and 32 of output', async () => {
  const hasher = makeHasher({ ...cheap, memoryKib: 64, passes: 3 })
  const phc = await hasher.hash('Correct-horse-9')
  assert.match(phc, /^\$argon2id\$v=19\$m=64,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(await hasher.hash('Correct-horse-9'), phc)
})

test('a hash matches its own password and no other', async () => {
  const hasher = makeHasher(cheap)
  for (const password of ['', 'Correct-horse-9', ' spaces kept ', 'kůň🐎', 'nul\0inside', 'x'.repeat(1000)]) {
    const phc = await hasher.hash(password)
    assert.equal(await hasher.matches(password, phc), true)
    assert.equal(await hasher.matches(`${password}x`, phc), false)
  }
  assert.equal(await hasher.matches('nul', await hasher.hash('nul\0inside')), false)
})

test('a damaged or ruinous hash matches nothing, costs one hash and never throws', async () => {
  const hasher = makeHasher(cheap)
  const phc = await hasher.hash('pw')
  const damaged = [
    '',
    'garbage',
    'pbkdf2_sha256$600000$abc$def',
    phc.slice(0, -1),
    phc.slice(0, -3),
    `${phc}A`,
    phc.replace('m=8', 'm=4294967295'),
    phc.replace('t=1', 't=4294967295'),
    phc.replace('p=1', 'p=255'),
    phc.replace('m=8', 'm=0'),
    phc.replace('m=8', 'm=-8'),
    phc.replace('argon2id', 'argon2x'),
    phc.replace('v=19', 'v=99'),
  ]
  for (const bad of damaged) {
    const before = hasher.stats().count
    assert.equal(await hasher.matches('pw', bad), false, bad)
    assert.equal(hasher.stats().count, before + 1, bad)
  }
})

test('any cut or replaced character makes a hash match nothing', async () => {
  const hasher = makeHasher(cheap)
  const phc = await hasher.hash('pw')
  for (let at = 0; at < phc.length; at += 1) {
    assert.equal(await hasher.matches('pw', phc.slice(0, at)), false, `cut at ${at}`)
    const other = phc[at] === 'Z' ? 'Y' : 'Z'
    assert.equal(await hasher.matches('pw', phc.slice(0, at) + other + phc.slice(at + 1)), false, `replaced at ${at}`)
  }
})

test('an unknown account costs one hash of the same parameters', async () => {
  const hasher = makeHasher(cheap)
  assert.equal(await hasher.matchesNothing('pw'), false)
  assert.equal(hasher.stats().count, 1)
})

test('needsRehash tells what is weaker than today or of another kind', async () => {
  const hasher = makeHasher({ ...cheap, memoryKib: 64, passes: 2 })
  const made = (memoryCost: number, timeCost: number, more = {}) =>
    bareHash('pw', { memoryCost, timeCost, parallelism: 1, ...more })
  const cases: [string, boolean][] = [
    [await hasher.hash('pw'), false],
    [await made(128, 3), false],
    [await made(63, 2), true],
    [await made(64, 1), true],
    [await made(64, 2, { parallelism: 2 }), true],
    [await made(64, 2, { algorithm: 1 }), true],
    [await made(64, 2, { version: 0 }), true],
    [await made(64, 2, { outputLen: 16 }), true],
    [await made(64, 2, { salt: Buffer.alloc(8, 1) }), true],
    ['pbkdf2_sha256$600000$abc$def', true],
    ['', true],
  ]
  for (const [phc, expected] of cases) assert.equal(hasher.needsRehash(phc), expected, phc)
  assert.equal(hasher.stats().count, 1)
})

test('a hash of other parameters still matches', async () => {
  const phc = await bareHash('pw', { memoryCost: 64, timeCost: 3, parallelism: 4, algorithm: 1 })
  assert.equal(await makeHasher(cheap).matches('pw', phc), true)
})

test('no more run at once than allowed, no more wait than allowed, and the rest are refused', async () => {
  const hasher = makeHasher({ ...cheap, memoryKib: 1024, queueLimit: 3 })
  const taken = Array.from({ length: 5 }, () => hasher.hash('pw'))
  assert.deepEqual(hasher.stats(), { running: 2, waiting: 3, count: 0 })
  await assert.rejects(hasher.hash('pw'), isRefusal('hash queue full'))
  await assert.rejects(hasher.matches('pw', 'garbage'), isRefusal('hash queue full'))
  await assert.rejects(hasher.matchesNothing('pw'), isRefusal('hash queue full'))
  await Promise.all(taken)
  assert.deepEqual(hasher.stats(), { running: 0, waiting: 0, count: 5 })
  await hasher.hash('pw')
})

test('those who wait are served in the order they came, and nobody slips in', async () => {
  const hasher = makeHasher({ ...cheap, concurrency: 1 })
  const order: number[] = []
  const note = (place: number) => hasher.hash('pw').then(() => order.push(place))
  const late = hasher.hash('pw').then(() => note(99))
  await Promise.all([...Array.from({ length: 10 }, (_, place) => note(place)), late])
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99])
})

test('after close the running ones finish, the waiting ones and all later ones are refused', async () => {
  const hasher = makeHasher({ ...cheap, memoryKib: 1024, concurrency: 1 })
  const running = hasher.hash('pw')
  const waiting = hasher.hash('pw')
  const closed = hasher.close()
  await assert.rejects(waiting, isRefusal('hasher closed'))
  await assert.rejects(hasher.hash('pw'), isRefusal('hasher closed'))
  await closed
  assert.deepEqual(hasher.stats(), { running: 0, waiting: 0, count: 1 })
  assert.match(await running, /^\$argon2id/)
  await hasher.close()
})

test('senseless settings are refused', () => {
  for (const wrong of [{ memoryKib: 7 }, { passes: 0 }, { concurrency: 0 }, { queueLimit: -1 }, { passes: 1.5 }]) {
    assert.throws(() => makeHasher({ ...cheap, ...wrong }), TypeError)
  }
})
