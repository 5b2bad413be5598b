import type { KeyObject } from 'node:crypto'

/**
 * What makes an RSA key unfit to vouch for anything (RFC 7518 section 3.3, RFC 8725 section 3.5).
 * @param key an RSA key, public or private
 * @returns a sentence for the operator; undefined for a key with 2048 bits or more and an odd exponent >= 65537 that
 *   does not come of the chips whose keys can be factored
 */
export function faultOfRsa(key: KeyObject): string | undefined {
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (bits < 2048) return `The RSA key has ${bits} bits; 2048 or more are needed.`
  if (exponent < 65537n || exponent % 2n === 0n) {
    return `The RSA key has the public exponent ${exponent}; an odd one >= 65537 is needed.`
  }
  if (isOfKnownShape(modulusOf(key)))
    return 'The RSA key was made by a chip whose keys can be factored (CVE-2017-15361).'
  return undefined
}

function modulusOf(key: KeyObject): bigint {
  return BigInt(`0x${Buffer.from(String(key.export({ format: 'jwk' }).n), 'base64url').toString('hex')}`)
}

/**
 * Whether a modulus is of the shape that a library on smart cards and TPMs gave its keys ("ROCA"): its primes, and so
 * their product, are powers of 65537 to every small prime. A key made by chance is not, but for one in 2^150.
 */
function isOfKnownShape(modulus: bigint): boolean {
  return smallPrimes().every((prime) => isPowerOf65537(Number(modulus % BigInt(prime)), prime))
}

/** The primes that a key of 2048 bits or more was built with, but for 2, to which every odd number is alike. */
function smallPrimes(): number[] {
  const odd = Array.from({ length: 350 }, (_, i) => 2 * i + 3).filter((number) => number <= 701)
  return odd.filter((number) => odd.every((other) => other * other > number || number % other !== 0))
}

function isPowerOf65537(rest: number, prime: number): boolean {
  const base = 65537 % prime
  let power = 1
  do {
    if (power === rest) return true
    power = (power * base) % prime
  } while (power !== 1)
  return false
}
