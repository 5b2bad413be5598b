import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { accountOfIdentity, type Entry } from '../social/account-of-identity.ts'
import { type Proof, type Redemption, takeProof } from '../social/kept-proof.ts'
import { type GivenToken, proofOfToken } from '../social/proof-of-token.ts'
import { getProvider } from '../social/providers.ts'
import { finishLogin, type SignedIn } from './finish-login.ts'

/**
 * Signs in whoever came back from a provider, with the code that their page was given.
 * @throws Problem `invalid_token`, and what an account refuses a proven identity
 */
export async function completeSocialLogin(
  app: App,
  caller: Caller,
  input: Redemption & { deviceName: string | undefined },
): Promise<SignedIn> {
  const proof = await takeProof(app, input)
  const { account, identityId } = await enterAs(app, caller, proof)
  return finishLogin(app, caller, account, { method: 'fed', basis: { identityId }, deviceName: input.deviceName })
}

/**
 * Signs in with a token that an app has got from a provider by itself.
 * @throws Problem `provider_refused`, `provider_unavailable`, and what an account refuses a proven identity
 */
export async function loginWithToken(
  app: App,
  caller: Caller,
  input: GivenToken & { provider: string; deviceName: string | undefined },
): Promise<SignedIn> {
  const provider = getProvider(app, input.provider)
  const entry = await recorded(app, caller, provider.id, async () => {
    return accountOfIdentity(app, caller, await proofOfToken(app, provider, input))
  })
  const { account, identityId } = entry
  return finishLogin(app, caller, account, { method: 'fed', basis: { identityId }, deviceName: input.deviceName })
}

function enterAs(app: App, caller: Caller, proof: Proof): Promise<Entry> {
  return recorded(app, caller, proof.identity.provider, () => accountOfIdentity(app, caller, proof))
}

/** Every refusal is recorded; a fault of a field is none. */
async function recorded<R>(app: App, caller: Caller, provider: string, act: () => Promise<R>): Promise<R> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Problem && error.code !== 'invalid_input') {
      const facts = { provider, reason: error.code }
      await recordEvent(app, app.db, caller, { name: 'social.failed', accountId: null, facts })
    }
    throw error
  }
}
