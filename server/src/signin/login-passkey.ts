import { findAccount } from '../accounts/accounts.queries.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import { Problem } from '../base/problem.ts'
import { checkPasskey } from '../mfa/check-passkey.ts'
import { findPasskey } from '../mfa/passkeys.queries.ts'
import type { GivenCredential } from '../mfa/read-credential.ts'
import type { App } from '../platform/app.ts'
import { openSignedIn, type SignedIn } from './finish-login.ts'

/**
 * Signs in with a passkey alone. It holds a key and has verified its user, which are two factors already (NIST SP
 * 800-63B-4 section 3.1.7): no second one is asked for, and a lock aimed at the password does not stop it.
 * @throws Problem `bad_credentials` for whatever is wrong, so that nothing is told of keys and accounts
 */
export async function loginWithPasskey(
  app: App,
  caller: Caller,
  { credential, deviceName }: { credential: GivenCredential; deviceName: string | undefined },
): Promise<SignedIn> {
  const passkey = await checkPasskey(app, caller, undefined, { credential, asking: { purpose: 'sign_in' } })
  const [account] = passkey ? await findAccount(app.db, { id: passkey.accountId }) : []
  if (!passkey || !account?.isActive || !account.emailVerifiedAt) {
    const facts = { reason: passkey ? 'inactive' : 'bad_credentials' } as const
    await recordEvent(app, app.db, caller, { name: 'sign_in.failed', accountId: account?.id ?? null, facts })
    throw new Problem('bad_credentials')
  }
  return openSignedIn(app, caller, account, {
    proven: { amr: ['pop', 'user', 'mfa'], acr: 'aal2' },
    basis: 'neither',
    deviceName,
    async alongside(tx) {
      // It may have been removed since its signature was looked at.
      if (!(await findPasskey(tx, passkey.credentialId))) throw new Problem('bad_credentials')
    },
  })
}
