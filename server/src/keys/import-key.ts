import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { faultOfRsa } from './weak-rsa.ts'

export type SigningAlg = 'ES256' | 'RS256'

/** A public key that verifies with one algorithm and no other (RFC 8725 section 3.1). */
export type VerificationKey = { readonly kid: string; readonly alg: SigningAlg; readonly publicKey: KeyObject }

export type PublicJwk =
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string; alg: 'ES256'; use: 'sig'; kid: string }
  | { kty: 'RSA'; n: string; e: string; alg: 'RS256'; use: 'sig'; kid: string }

export type SigningKey = VerificationKey & { readonly privateKey: KeyObject; readonly publicJwk: PublicJwk }

/** A key of this service alone, for HS256. */
export type RefreshKey = { readonly kid: string; readonly secretKey: Uint8Array }

/**
 * Reads the key that access tokens are signed with.
 * @param pem one private key as PKCS#8, PKCS#1 or SEC1 PEM, unencrypted; `\n` may be written as two characters, as
 *   environment files do
 * @param publicPem its public half, if the operator gave one; it must match
 * @returns the key with its one algorithm and its RFC 7638 thumbprint as `kid`
 * @throws Error with a sentence for the operator: RSA must be strong (RS256), EC on P-256 (ES256), nothing else is
 *   taken
 */
export function importSigningKey(pem: string, publicPem?: string): SigningKey {
  const key = describe(readPrivateKey(withLineBreaks(pem)))
  if (publicPem !== undefined && !isSameKey(readPublicKey(withLineBreaks(publicPem)), key.publicKey)) {
    throw new Error('The public key does not belong to the private key.')
  }
  // A file can hold halves that do not belong together; better to learn it now than from every client.
  const probe = Buffer.from('probe')
  if (!verify('sha256', probe, key.publicKey, sign('sha256', probe, key.privateKey))) {
    throw new Error('The private key is damaged: what it signs does not verify.')
  }
  return key
}

/** A new ES256 key (P-256). */
export function generateSigningKey(): SigningKey {
  return describe(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
}

/**
 * Names a secret key for refresh tokens. The `kid` is a digest, which tells nothing of a key with 256 bits.
 * @throws TypeError for less than 32 bytes (RFC 7518 section 3.2)
 */
export function importRefreshKey(secretKey: Uint8Array): RefreshKey {
  if (secretKey.length < 32) throw new TypeError('An HS256 key has at least 32 bytes')
  const k = Buffer.from(secretKey).toString('base64url')
  return { kid: thumbprint({ k, kty: 'oct' }), secretKey }
}

/**
 * RFC 7638 thumbprint of a key.
 * @param members the required members of the key's kind, and no others, in alphabetical order (section 3.3)
 * @returns SHA-256 as base64url
 */
export function thumbprint(members: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

function withLineBreaks(pem: string): string {
  return pem.replaceAll('\\r', '').replaceAll('\\n', '\n').trim()
}

function readPrivateKey(pem: string): KeyObject {
  if (/-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw new Error('The private key is encrypted. Store it without a passphrase, readable by the service only.')
  }
  // Other blocks may stand before it: openssl writes the curve's parameters there.
  const block = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/.exec(pem)?.[0]
  if (block === undefined) throw new Error('The private key is not a PEM text with a "PRIVATE KEY" block.')
  try {
    return createPrivateKey(block)
  } catch (cause) {
    throw new Error('The private key cannot be read: its PEM block is damaged or of an unknown kind.', { cause })
  }
}

function readPublicKey(pem: string): KeyObject {
  // Node would derive the public half in silence; but a private key where a public one belongs may get published.
  if (pem.includes('PRIVATE KEY-----')) throw new Error('The public key is a private key. Give its public half.')
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw new Error('The public key is not a PEM text that can be read.', { cause })
  }
}

/** Not `KeyObject.equals`: on keys of two kinds it leaves an error behind, and the next key to be read fails with it. */
function isSameKey(one: KeyObject, other: KeyObject): boolean {
  const bytesOf = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })
  return bytesOf(one).equals(bytesOf(other))
}

function describe(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey)
  const publicJwk = describePublic(publicKey)
  return { kid: publicJwk.kid, alg: publicJwk.alg, privateKey, publicKey, publicJwk }
}

function describePublic(publicKey: KeyObject): PublicJwk {
  const kind = publicKey.asymmetricKeyType
  if (kind === 'ec') return describeEc(publicKey)
  if (kind === 'rsa') return describeRsa(publicKey)
  throw new Error(`The private key is of the kind ${kind}; RSA or EC P-256 is needed.`)
}

function describeEc(publicKey: KeyObject): PublicJwk {
  const curve = publicKey.asymmetricKeyDetails?.namedCurve
  if (curve !== 'prime256v1') throw new Error(`The private key is on the curve ${curve}; P-256 is needed.`)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const members = { crv: 'P-256', kty: 'EC', x, y } as const
  return { ...members, alg: 'ES256', use: 'sig', kid: thumbprint(members) }
}

function describeRsa(publicKey: KeyObject): PublicJwk {
  const fault = faultOfRsa(publicKey)
  if (fault !== undefined) throw new Error(fault)
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const members = { e, kty: 'RSA', n } as const
  return { ...members, alg: 'RS256', use: 'sig', kid: thumbprint(members) }
}
