import { randomBytes } from 'node:crypto'
import { hash, hashRaw, type ParsedHashOptions, parseOptions, verify } from '@node-rs/argon2'
import { Problem } from '../base/problem.ts'
import { timed } from './tracing/part.ts'

export type HasherSettings = {
  /** Memory of one hash in KiB. */
  readonly memoryKib: number
  readonly passes: number
  /** How many hashes run at once; keep it below the threads of libuv's pool, which all asynchronous crypto shares. */
  readonly concurrency: number
  /** How many may wait; one more is refused. */
  readonly queueLimit: number
}

/** What one hash costs. */
export type HashCost = Pick<HasherSettings, 'memoryKib' | 'passes'>

/**
 * Password hashing with argon2id. Passwords come NFC-normalised. Each call of the first four costs one hash, and each
 * refuses with `unavailable` when the queue is full or the hasher is closed; so does `inTurn`.
 */
export type Hasher = {
  /** @returns a new hash with a salt of its own, as a PHC string */
  readonly hash: (password: string) => Promise<string>
  /** Whether the password made this hash; false, after the same work, for a damaged or too costly one. */
  readonly matches: (password: string, phc: string) => Promise<boolean>
  /** The work of `matches` where there is no account: the time must not tell which ones exist. */
  readonly matchesNothing: (password: string) => Promise<false>
  /** 32 bytes that a text and a salt give, at that cost: for what is looked up by its hash. Costs one hash. */
  readonly stretch: (text: string, how: HashCost & { salt: Uint8Array }) => Promise<Buffer>
  /** What a hash costs today. */
  readonly cost: HashCost
  /** Runs a hash of another kind in the place of one of ours: as many at once, as many waiting. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Whether the hash is weaker than, or of another kind than, those made today. Costs nothing. */
  readonly needsRehash: (phc: string) => boolean
  /** Hashes now running and waiting, and the count of those finished since the start. */
  readonly stats: () => { running: number; waiting: number; count: number }
  /** Refuses those that wait and all later ones. @returns when the running ones are done */
  readonly close: () => Promise<void>
}

// The values of the library's ambient const enums, which a program without a build step cannot import.
const argon2id = 2
const version19 = 1

/** No stored hash may ask for more than this: a damaged or planted row must not take the machine's memory or hours. */
const dearest = { memoryCost: 1_048_576, timeCost: 64, parallelism: 64 }

/** @throws TypeError for settings that are no whole numbers, or below argon2's least (8 KiB, RFC 9106 section 3.1) */
export function makeHasher(settings: HasherSettings): Hasher {
  const { memoryKib, passes, concurrency, queueLimit } = settings
  atLeast({ memoryKib }, 8)
  atLeast({ passes }, 1)
  atLeast({ concurrency }, 1)
  atLeast({ queueLimit }, 0)
  const today = { memoryCost: memoryKib, timeCost: passes, parallelism: 1, outputLen: 32 }
  const nobody = phcOfNobody(memoryKib, passes)
  const turns = makeTurns(concurrency, queueLimit)

  return {
    hash: (password) =>
      turns.run(() => hash(password, { ...today, algorithm: argon2id, version: version19, salt: randomBytes(16) })),
    async matches(password, phc) {
      const usable = readParameters(phc) !== undefined
      const same = await turns.run(() => verify(usable ? phc : nobody, password))
      return usable && same
    },
    async matchesNothing(password) {
      await turns.run(() => verify(nobody, password))
      return false
    },
    async stretch(text, { salt, ...cost }) {
      if (!(cost.memoryKib <= dearest.memoryCost && cost.passes <= dearest.timeCost))
        throw new TypeError('no stored hash may cost that much')
      return turns.run(() =>
        hashRaw(text, {
          ...today,
          memoryCost: cost.memoryKib,
          timeCost: cost.passes,
          algorithm: argon2id,
          version: version19,
          salt,
        }),
      )
    },
    cost: { memoryKib, passes },
    inTurn: turns.run,
    needsRehash(phc) {
      const made = readParameters(phc)
      if (made === undefined || made.algorithm !== argon2id || made.version !== version19) return true
      const cheaper = made.memoryCost < memoryKib || made.timeCost < passes || made.parallelism !== 1
      return cheaper || made.outputLen < 32 || made.saltLen < 16
    },
    stats: turns.stats,
    close: turns.close,
  }
}

/** A hash that no password made, at today's cost. */
function phcOfNobody(memoryKib: number, passes: number): string {
  const unpadded = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${unpadded(16)}$${unpadded(32)}`
}

/** The parameters of a hash that is whole and bearable, else undefined. */
function readParameters(phc: string): ParsedHashOptions | undefined {
  try {
    const made = parseOptions(phc)
    const { memoryCost, timeCost, parallelism } = made
    const bearable =
      memoryCost <= dearest.memoryCost && timeCost <= dearest.timeCost && parallelism <= dearest.parallelism
    return bearable ? made : undefined
  } catch {
    // The library throws for whatever is not a PHC string of argon2; here that is an answer, not a fault.
    return undefined
  }
}

type Waiting = { readonly start: () => void; readonly refuse: (reason: Problem) => void }

/** Lets a few works run at once and a bounded number wait, first come, first served. */
function makeTurns(concurrency: number, queueLimit: number) {
  const waiting: Waiting[] = []
  const emptied = Promise.withResolvers<void>()
  let running = 0
  let count = 0
  let closed = false
  const refusal = (note: string) => new Problem('unavailable', { retryAfter: 1, note })

  async function takeTurn(): Promise<void> {
    if (closed) throw refusal('hasher closed')
    if (running < concurrency) {
      running += 1
      return
    }
    if (waiting.length >= queueLimit) throw refusal('hash queue full')
    await timed(
      { name: 'wait for a hash' },
      () => new Promise<void>((start, refuse) => waiting.push({ start, refuse })),
    )
  }

  // The turn is handed on, not given back: a newcomer cannot slip in before those who wait.
  function passTurn(): void {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next.start()
    if (closed && running === 0) emptied.resolve()
  }

  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      await takeTurn()
      try {
        return await timed({ name: 'hash' }, work)
      } finally {
        count += 1
        passTurn()
      }
    },
    stats: () => ({ running, waiting: waiting.length, count }),
    close(): Promise<void> {
      closed = true
      for (const { refuse } of waiting.splice(0)) refuse(refusal('hasher closed'))
      if (running === 0) emptied.resolve()
      return emptied.promise
    },
  }
}

function atLeast(setting: Record<string, number>, least: number): void {
  for (const [name, value] of Object.entries(setting)) {
    if (!Number.isSafeInteger(value) || value < least) throw new TypeError(`${name} must be a whole number >= ${least}`)
  }
}
