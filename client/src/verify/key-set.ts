import { type CryptoKey, importJWK } from 'jose'
import type { Header } from './compact-jws.ts'
import type { Means } from './means.ts'
import { watchOutage } from './outage.ts'
import { RefusedError } from './refused-error.ts'

export type KeySet = {
  /**
   * @returns the published key of this name and algorithm; undefined where there is none
   * @throws RefusedError `unavailable` when that cannot be known
   */
  readonly find: (header: Header) => Promise<CryptoKey | undefined>
}

type Known = { readonly alg: string; readonly key: CryptoKey }

/** Older keys are asked for anew beside the work, so that a withdrawn one stops counting. */
const freshMs = 60_000
/** After a long silence a call waits for them. */
const staleMs = 300_000
/** They are asked for at most this often, before the first ones too, whoever invents names. */
const cooldownMs = 5_000
const longestSet = 256 * 1024
const patienceMs = 5_000

/** The service's public keys (RFC 7517), kept; those that came last go on for a while when the service is away. */
export function openKeySet({ origin, fetch: send, now, offlineFor, algorithms, onTrouble }: Means): KeySet {
  const outage = watchOutage(now, offlineFor)
  let keys: ReadonlyMap<string, Known> | undefined
  let gotAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  const ask = async (): Promise<void> => {
    askedAt = now()
    try {
      keys = await readSet(await fetchSet(send, origin), algorithms)
      gotAt = now()
      outage.end()
    } catch (error) {
      outage.begin(gotAt)
      onTrouble(error)
    }
  }
  const refresh = (): Promise<void> => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
  /** Whoever comes while they are asked for waits along. */
  const canAsk = (): boolean => asking !== undefined || now() - askedAt >= cooldownMs

  return {
    async find({ kid, alg }) {
      const age = now() - gotAt
      if (age > staleMs && canAsk()) await refresh()
      else if (age > freshMs && canAsk()) void refresh()
      if (!keys?.has(kid) && canAsk()) await refresh()
      if (keys === undefined) throw new RefusedError('unavailable')
      outage.mustBeShort()
      const found = keys.get(kid)
      // It may have been published since: who cannot ask cannot say that there is no such key.
      if (found === undefined && outage.lasts()) throw new RefusedError('unavailable')
      return found?.alg === alg ? found.key : undefined
    },
  }
}

async function fetchSet(send: typeof fetch, origin: string): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMs)
  const answer = await send(`${origin}/.well-known/jwks.json`, { redirect: 'error', signal })
  if (!answer.ok) throw new Error(`the keys were answered with ${answer.status}`)
  const text = await answer.text()
  if (text.length > longestSet) throw new Error('the set of keys is too long')
  return JSON.parse(text)
}

type Jwk = { readonly kid: string; readonly alg: string; readonly use: string; readonly kty: string }

/** Takes what verifies with one of our algorithms and no other (RFC 8725 section 3.1), and leaves the rest. */
async function readSet(body: unknown, algorithms: readonly string[]): Promise<Map<string, Known>> {
  const listed: unknown = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : undefined
  if (!Array.isArray(listed)) throw new Error('the set of keys is none')
  const fit = listed.filter((one): one is Jwk => isJwk(one) && one.use === 'sig' && algorithms.includes(one.alg))
  const known = await Promise.all(
    fit.map(async (jwk): Promise<[string, Known]> => {
      const key = await importJWK({ ...jwk }, jwk.alg)
      if (key instanceof Uint8Array) throw new Error('a public key is no secret')
      return [jwk.kid, { alg: jwk.alg, key }]
    }),
  )
  return new Map(known)
}

function isJwk(one: unknown): one is Jwk {
  if (typeof one !== 'object' || one === null) return false
  return ['kid', 'alg', 'use', 'kty'].every((name) => typeof Reflect.get(one, name) === 'string')
}
