import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { ProviderSettings } from '../platform/social-settings.ts'
import { secretsOf } from './begin-flow.ts'
import { type Flow, takeFlow } from './flows.queries.ts'
import { exchangeGithubCode } from './github.ts'
import { keepProof } from './kept-proof.ts'
import { type Exchanged, exchangeOidcCode } from './oidc-flow.ts'
import { findProvider, redirectUriOf } from './providers.ts'
import { addressWith, defaultTarget } from './redirect-target.ts'

/** What a provider's answer can hold that we look at. */
export type CallbackQuery = {
  readonly state?: string | undefined
  readonly code?: string | undefined
  readonly error?: string | undefined
  readonly iss?: string | undefined
}

export type CallbackFault =
  | 'access_denied'
  | 'invalid_flow'
  | 'provider_disabled'
  | 'provider_refused'
  | 'provider_unavailable'

/**
 * Takes somebody back from a provider. The flow is used up before the provider is asked anything. No account is looked
 * at or changed yet: that is for the call that brings the code of the address given here.
 * @param browser the value of the browser's cookie, if it sent one
 * @returns where to send the browser: with `code`, or with `error`
 */
export async function returnFromProvider(
  app: App,
  caller: Caller,
  back: { providerId: string; browser: string | undefined; query: CallbackQuery },
): Promise<string> {
  const { providerId, browser, query } = back
  const flow = await takeFlow(app.db, {
    stateDigest: tokenDigest(query.state ?? ''),
    provider: providerId,
    browserDigest: tokenDigest(browser ?? ''),
    now: app.now(),
  })
  const target = flow?.target ?? defaultTarget(app)
  const outcome = await judgeReturn(app, flow, providerId, query)
  if ('code' in outcome)
    return addressWith(target, { code: outcome.code, provider: providerId, action: outcome.action })
  const { fault, note } = outcome
  const facts = { provider: findProvider(app, providerId)?.id ?? '', reason: fault }
  await recordEvent(app, app.db, caller, { name: 'social.failed', accountId: flow?.account_id ?? null, facts })
  app.log.info({ provider: facts.provider, fault, note }, 'a sign-in at another service failed')
  return addressWith(target, { error: fault, provider: facts.provider })
}

type Outcome = { code: string; action: string } | { fault: CallbackFault; note?: string | undefined }

async function judgeReturn(
  app: App,
  flow: Flow | undefined,
  providerId: string,
  query: CallbackQuery,
): Promise<Outcome> {
  if (!flow || query.state === undefined) return { fault: 'invalid_flow' }
  const provider = findProvider(app, providerId)
  if (!provider) return { fault: 'provider_disabled' }
  if (query.error !== undefined) {
    return query.error === 'access_denied'
      ? { fault: 'access_denied' }
      : { fault: 'provider_refused', note: query.error }
  }
  if (query.code === undefined) return { fault: 'provider_refused', note: 'no code' }
  try {
    const exchanged = await exchange(app, provider, { ...query, code: query.code, state: query.state })
    return { code: await keepProof(app, flow, exchanged), action: flow.purpose }
  } catch (error) {
    if (!(error instanceof Problem) || !isFault(error.code)) throw error
    return { fault: error.code, note: error.options.note }
  }
}

function isFault(code: string): code is 'provider_refused' | 'provider_unavailable' {
  return code === 'provider_refused' || code === 'provider_unavailable'
}

type Returned = CallbackQuery & { readonly code: string; readonly state: string }

function exchange(app: App, provider: ProviderSettings, { code, state, iss }: Returned): Promise<Exchanged> {
  const secrets = secretsOf(app, state)
  const redirectUri = redirectUriOf(app, provider)
  if (provider.kind === 'github') {
    return exchangeGithubCode(app, provider, { code, codeVerifier: secrets.codeVerifier, redirectUri, iss })
  }
  const callback = addressWith(redirectUri, { code, state, ...(iss === undefined ? {} : { iss }) })
  return exchangeOidcCode(app, provider, { callback: new URL(callback), secrets })
}
