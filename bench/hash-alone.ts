import { hash } from '@node-rs/argon2'

// The limit of everything that needs a password: the service's default hash and nothing else, as many at once as the
// service runs. Prints how many a second.
const concurrency = Number(process.env.HASH_CONCURRENCY)
const measuredMs = Number(process.env.HASH_SECONDS) * 1000
const cost = { algorithm: 2, version: 1, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const

async function hashUntil(end: number): Promise<number> {
  let count = 0
  while (performance.now() < end) {
    await hash('Corr3ct-horse-battery!', cost)
    count += 1
  }
  return count
}

async function countIn(ms: number): Promise<number> {
  const end = performance.now() + ms
  const counts = await Promise.all(Array.from({ length: concurrency }, () => hashUntil(end)))
  return counts.reduce((sum, count) => sum + count, 0)
}

await countIn(measuredMs / 5)
const started = performance.now()
const count = await countIn(measuredMs)
process.stdout.write(`${(count / (performance.now() - started)) * 1000}\n`)
