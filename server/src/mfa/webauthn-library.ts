import { loadLate } from '../platform/load-late.ts'

/** ES256, EdDSA, RS256: what authenticators of the field make (WebAuthn level 3, section 5.4), and nothing weaker. */
export const algorithms = [-7, -8, -257]

type Library = typeof import('@simplewebauthn/server')
type LibraryHelpers = typeof import('@simplewebauthn/server/helpers')

/** Loaded with the first passkey: it costs 26 MB and a sixth of a second, which many deployments never need. */
export function webauthnLibrary(): Library {
  return loadLate('@simplewebauthn/server') as Library
}

export function webauthnHelpers(): LibraryHelpers {
  return loadLate('@simplewebauthn/server/helpers') as LibraryHelpers
}
