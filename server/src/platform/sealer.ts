import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Secret } from '../base/secret.ts'

/**
 * Everything that is sealed, digested or signed under `SECRET_KEY`. Each word has keys of its own, so that a value made
 * for one purpose is worthless for another. A word is for ever: renaming it makes what it sealed unreadable.
 */
export type Purpose =
  | 'signing-key'
  | 'totp-seed'
  | 'provider-token'
  | 'webhook-secret'
  | 'outbox-payload'
  | 'social-flow'
  | 'one-time-code'
  | 'backup-code'
  | 'login-name'
  | 'audit-key'
  | 'page-cursor'
  | 'refresh-token'
  | 'erased-import'
  | 'doctor'

export type Sealer = {
  /**
   * Encrypts for storage, under the current key.
   * @param context what the value belongs to, such as the row's id; the value opens only with the same one, so a
   *   sealed value copied into another row stays shut
   */
  readonly seal: (purpose: Purpose, plain: Uint8Array | string, context: string) => Buffer
  /**
   * Decrypts what `seal` gave for the same purpose and context, under the current or an older key.
   * @throws Error when it was altered, belongs elsewhere, or its key is no longer configured
   */
  readonly open: (purpose: Purpose, sealed: Uint8Array, context: string) => Buffer
  /** Whether the value is not under the current key, and should be opened and sealed anew. */
  readonly needsReseal: (sealed: Uint8Array) => boolean
  /** Keyed digest (HMAC-SHA-256, base64url) under the current key, for storing what could be guessed. */
  readonly digest: (purpose: Purpose, value: string) => string
  /** The digests under every key, current first: look a value up by all, so that a new `SECRET_KEY` loses nothing. */
  readonly digests: (purpose: Purpose, value: string) => string[]
  /** The current raw key of a purpose, 32 bytes. */
  readonly keyFor: (purpose: Purpose) => Uint8Array
  /** The raw keys of a purpose, current first. */
  readonly keysFor: (purpose: Purpose) => Uint8Array[]
}

/** What a derived key is for: the same bytes never serve two algorithms. */
type Use = 'seal' | 'digest' | 'raw'

type KeyRing = { readonly id: Buffer; readonly derive: (use: Use, purpose: Purpose) => Buffer }

// version | key id | nonce | tag | ciphertext
const version = 1
const idEnd = 1 + 8
const nonceEnd = idEnd + 12
const tagEnd = nonceEnd + 16

/**
 * Makes the keeper of secrets at rest. Keys come from each secret by HKDF-SHA-256 (RFC 5869), one label a use and purpose.
 * @param secretKeys the current `SECRET_KEY`, then older ones that may still open, but no longer seal
 * @throws TypeError for an empty secret
 */
export function makeSealer(secretKeys: readonly [Secret, ...Secret[]]): Sealer {
  const current = makeKeyRing(secretKeys[0])
  const rings = [current, ...secretKeys.slice(1).map(makeKeyRing)]
  const hmac = (ring: KeyRing, purpose: Purpose, value: string) =>
    createHmac('sha256', ring.derive('digest', purpose)).update(value).digest('base64url')

  return {
    seal: (purpose, plain, context) => sealWith(current, purpose, plain, context),
    open(purpose, sealed, context) {
      if (sealed[0] !== version || sealed.length < tagEnd) throw new Error('This is not a sealed value')
      const ring = rings.find(({ id }) => id.equals(sealed.subarray(1, idEnd)))
      if (ring === undefined) throw new Error('The secret key of this sealed value is not configured')
      return openWith(ring, purpose, sealed, context)
    },
    needsReseal: (sealed) => sealed[0] !== version || !current.id.equals(sealed.subarray(1, idEnd)),
    digest: (purpose, value) => hmac(current, purpose, value),
    digests: (purpose, value) => rings.map((ring) => hmac(ring, purpose, value)),
    // Copies, so that nobody can overwrite the kept key.
    keyFor: (purpose) => Uint8Array.from(current.derive('raw', purpose)),
    keysFor: (purpose) => rings.map((ring) => Uint8Array.from(ring.derive('raw', purpose))),
  }
}

function makeKeyRing(secret: Secret): KeyRing {
  const material = secret.reveal()
  if (material === '') throw new TypeError('A secret key is empty')
  const hkdf = (label: string) => Buffer.from(hkdfSync('sha256', material, '', `kalosphere-auth/1/${label}`, 32))
  const derived = new Map<string, Buffer>()
  return {
    // Stored beside every sealed value, so it must tell nothing of the secret: a digest of a key used for nothing else.
    id: createHash('sha256').update(hkdf('key-id')).digest().subarray(0, 8),
    derive(use, purpose) {
      const label = `${use}/${purpose}`
      const key = derived.get(label) ?? hkdf(label)
      derived.set(label, key)
      return key
    },
  }
}

// A random 96-bit nonce is safe for 2^32 values under one key (NIST SP 800-38D section 8.3), far more than we seal.
function sealWith(ring: KeyRing, purpose: Purpose, plain: Uint8Array | string, context: string): Buffer {
  const head = Buffer.concat([Buffer.of(version), ring.id])
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', ring.derive('seal', purpose), nonce, { authTagLength: 16 })
  cipher.setAAD(bindingOf(head, purpose, context))
  const text = Buffer.concat([cipher.update(Buffer.from(plain)), cipher.final()])
  return Buffer.concat([head, nonce, cipher.getAuthTag(), text])
}

function openWith(ring: KeyRing, purpose: Purpose, sealed: Uint8Array, context: string): Buffer {
  const nonce = sealed.subarray(idEnd, nonceEnd)
  const decipher = createDecipheriv('aes-256-gcm', ring.derive('seal', purpose), nonce, { authTagLength: 16 })
  decipher.setAAD(bindingOf(sealed.subarray(0, idEnd), purpose, context))
  decipher.setAuthTag(sealed.subarray(nonceEnd, tagEnd))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()])
  } catch (cause) {
    throw new Error(`A sealed value does not open as ${purpose}: it was altered or belongs elsewhere`, { cause })
  }
}

/** The associated data; JSON keeps apart where the purpose ends and the context begins. */
function bindingOf(head: Uint8Array, purpose: Purpose, context: string): Buffer {
  return Buffer.concat([head, Buffer.from(JSON.stringify([purpose, context]))])
}
