import { parseOptions, verify } from '@node-rs/argon2'
import type { ForeignHash, ReadHash } from './hash-parts.ts'

/** 256 MiB, and no more than a gibibyte gone through: a second on a slow core. */
const mostMemoryKib = 262_144
const mostWorkKib = 1_048_576
const mostLanes = 16
/** Our own hasher looks at none that go through their memory more often. */
const mostPasses = 64

/** The usual form, `$argon2id$v=19$m=…,t=…,p=…$salt$digest`, of any of the three kinds, and with Django's `argon2` before it. */
export const readArgon2: ReadHash = (given): ForeignHash | undefined => {
  const text = given.replace(/^argon2(?=\$argon2)/, '')
  if (!text.startsWith('$argon2')) return undefined
  try {
    const { memoryCost, timeCost, parallelism, saltLen, outputLen } = parseOptions(text)
    const isSmall = memoryCost <= mostMemoryKib && memoryCost * timeCost <= mostWorkKib
    const isBearable = isSmall && timeCost <= mostPasses && parallelism <= mostLanes
    if (!isBearable || saltLen < 8 || outputLen < 16 || outputLen > 128) return undefined
    return { scheme: 'argon2', matches: (password) => verify(text, password) }
  } catch {
    // The library throws for whatever is no such hash; here that is an answer, not a fault.
    return undefined
  }
}
