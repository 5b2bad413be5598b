import { type Check, failed, ok, warning } from './finding.ts'

/** Who the service is to passkeys and security keys. */
export const relyingParty: Check = {
  name: 'relying_party',
  async look({ config: { webauthn, publicUrl, factors }, faults }) {
    const wrong = faults.filter((fault) => fault.startsWith('WEBAUTHN_'))
    const todo = 'name the domain of PUBLIC_URL, or one above it; keys that were made for another domain are lost'
    if (wrong.length > 0) return failed(wrong.join(' '), todo)
    if (webauthn.rpId !== undefined) return ok(`${webauthn.rpId}, on ${webauthn.origins.join(', ')}`)
    const said = `PUBLIC_URL (${publicUrl}) has no domain, so that nobody can add a passkey`
    if (factors.offered.includes('webauthn')) return warning(said, 'set PUBLIC_URL to an address with a name')
    return ok('no passkeys are offered')
  },
}
