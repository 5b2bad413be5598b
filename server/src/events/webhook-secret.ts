import { randomBytes } from 'node:crypto'
import type { App } from '../platform/app.ts'
import type { SealedSecrets } from './endpoints.queries.ts'

/** The specification asks for 24 to 64 ("Signature scheme"). */
const secretBytes = 32

export type NewSecret = {
  /** As its receiver is given it, once. */
  readonly shown: string
  readonly sealed: Buffer
}

export function makeSecret(app: App, endpointId: string): NewSecret {
  const key = randomBytes(secretBytes)
  const sealed = app.sealer.seal('webhook-secret', key, endpointId)
  return { shown: `whsec_${key.toString('base64')}`, sealed }
}

/**
 * The keys that sign for an endpoint now, the newest first.
 * @throws Error when they are sealed under a `SECRET_KEY` that is not configured
 */
export function openSecrets(app: App, endpoint: SealedSecrets): Uint8Array[] {
  const { id, sealedSecret, oldSealedSecret, oldSecretUntil } = endpoint
  const isOldGood = oldSealedSecret !== null && oldSecretUntil !== null && oldSecretUntil > app.now()
  const sealed = isOldGood ? [sealedSecret, oldSealedSecret] : [sealedSecret]
  return sealed.map((value) => app.sealer.open('webhook-secret', value, id))
}
