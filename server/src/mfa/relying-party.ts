import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

export type RelyingParty = { id: string; name: string; origins: string[] }

/**
 * Who we are to authenticators, by the settings alone.
 * @throws Problem `invalid_input` when the service stands on an IP address, which browsers take for no relying party
 *   (WebAuthn level 3, section 5.1.2: a valid domain)
 */
export function relyingParty(app: App): RelyingParty {
  const { rpId, origins } = app.config.webauthn
  if (rpId === undefined) {
    const detail = 'Security keys and passkeys need a host name, and this service is set up with an IP address.'
    throw new Problem('invalid_input', { detail, note: 'PUBLIC_URL' })
  }
  return { id: rpId, name: 'Kalosphere', origins: [...origins] }
}
