import { objectField } from '../http/shapes.ts'

/** Largest are attestations and keys of RSA, at a few kB. */
const credentialSize = 16_384

/** What a browser made of a credential. */
export const Credential = objectField(credentialSize, {
  description: '`PublicKeyCredential.toJSON()` of the browser (WebAuthn level 3, section 5.1)',
})
