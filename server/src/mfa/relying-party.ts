import { isIP } from 'node:net'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

export type RelyingParty = { id: string; name: string; origins: string[] }

/**
 * Who we are to authenticators: the host of PUBLIC_URL, on pages of PUBLIC_URL and FRONTEND_URL.
 * @throws Problem `invalid_input` when that host is an IP address, which browsers take for no relying party (WebAuthn
 *   level 3, section 5.1.2: a valid domain)
 */
export function relyingParty(app: App): RelyingParty {
  const { publicUrl, frontendUrl } = app.config
  const id = new URL(publicUrl).hostname
  if (id.startsWith('[') || isIP(id) !== 0) {
    const detail = 'Security keys and passkeys need a host name, and this service is set up with an IP address.'
    throw new Problem('invalid_input', { detail, note: 'PUBLIC_URL' })
  }
  const origins = new Set([publicUrl, frontendUrl].map((url) => new URL(url).origin))
  return { id, name: 'Kalosphere', origins: [...origins] }
}
