import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { outsideFetch } from '../platform/outbound-fetch.ts'
import type { OidcSettings } from '../platform/social-settings.ts'
import { discoverIssuer } from './discover-issuer.ts'
import { fitKeys } from './fit-keys.ts'
import { asProviderProblem } from './provider-faults.ts'

/** How long keys are good without a look, and how soon a token with an unknown one may cause another look. */
const keysMinutes = 60
const lookAgainSeconds = 15

type Keys = { readonly set: JSONWebKeySet; readonly readAt: number }

const memory = (): Map<string, Keys> => new Map()

/**
 * Checks a token against the issuer's published keys. They are kept, and read again when a token names one that is not
 * among them: an issuer changes its keys without a word.
 * @throws Problem `provider_refused` for a signature or claim that is wrong; `provider_unavailable` without keys
 */
export async function verifyByIssuer(
  app: App,
  settings: OidcSettings,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  const keys = await keysOf(app, settings, keysMinutes * 60)
  try {
    return await verify(token, keys, options)
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw asProviderProblem(error, settings.id, 'provider_refused')
  }
  const fresh = await keysOf(app, settings, lookAgainSeconds)
  return verify(token, fresh, options).catch((error: unknown) => {
    throw asProviderProblem(error, settings.id, 'provider_refused')
  })
}

async function verify(token: string, { set }: Keys, options: JWTVerifyOptions): Promise<JWTPayload> {
  return (await jwtVerify(token, createLocalJWKSet(set), options)).payload
}

async function keysOf(app: App, settings: OidcSettings, mostSeconds: number): Promise<Keys> {
  const known = app.hold(memory)
  const now = app.now().getTime()
  const kept = known.get(settings.id)
  if (kept && Math.abs(now - kept.readAt) < mostSeconds * 1000) return kept
  const keys = { set: await readKeys(app, settings), readAt: now }
  known.set(settings.id, keys)
  return keys
}

async function readKeys(app: App, settings: OidcSettings): Promise<JSONWebKeySet> {
  const address = (await discoverIssuer(app, settings)).serverMetadata().jwks_uri
  if (address === undefined) throw new Problem('provider_unavailable', { note: `${settings.id} has no keys` })
  try {
    const answer = await outsideFetch({ allowPrivate: settings.allowPrivate })(address, {
      headers: { accept: 'application/json' },
    })
    const set: unknown = answer.status === 200 ? await answer.json() : undefined
    if (!isKeySet(set)) throw new Problem('provider_unavailable', { note: `${settings.id} answers no keys` })
    return takeFit(app, settings.id, set)
  } catch (error) {
    throw asProviderProblem(error, settings.id, 'provider_unavailable')
  }
}

/** An operator wonders why a provider is refused: the log says that it was its keys. */
function takeFit(app: App, provider: string, set: JSONWebKeySet): JSONWebKeySet {
  const fit = fitKeys(set)
  const unfit = set.keys.length - fit.keys.length
  if (unfit > 0) app.log.warn({ provider, unfit }, 'keys of a provider are weak, private or of no use: not taken')
  return fit
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}
