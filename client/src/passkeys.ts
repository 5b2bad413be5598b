import { fromBase64url, toBase64url } from './base64url.ts'

/** WebAuthn's own JSON, as the service gives options and takes credentials. */
export type Json = Readonly<Record<string, unknown>>

/** The ceremony that the browser waits for; a page has one, and a new one takes its place. */
const present: { stop?: AbortController } = {}

/** Whether this browser knows passkeys and security keys at all. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function'
}

/** Whether it can offer them in the field for the name, before anybody asks. */
export async function offersPasskeys(): Promise<boolean> {
  return knowsPasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true
}

/**
 * Has the browser make a passkey or key.
 * @param options as the service gave them
 * @returns what the service takes
 * @throws DOMException with the browser's reason
 */
export async function makePasskey(options: Json): Promise<Record<string, unknown>> {
  const { user, excludeCredentials } = options
  const publicKey = {
    ...options,
    challenge: bytesIn(options, 'challenge'),
    user: { ...objectOf(user), id: bytesIn(objectOf(user), 'id') },
    excludeCredentials: listOf(excludeCredentials).map(withBytes),
  }
  // What the service gave is the very dictionary that the browser takes, once its bytes are bytes.
  const wish = { publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions, signal: begin() }
  const made = await navigator.credentials.create(wish)
  if (!isKey(made)) throw new DOMException('no key was made', 'NotAllowedError')
  const response = made.response as AuthenticatorAttestationResponse
  return spell(made, {
    clientDataJSON: toBase64url(response.clientDataJSON),
    attestationObject: toBase64url(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

/**
 * Has the browser prove a passkey or key.
 * @param options as the service gave them
 * @param offer leaves it to the browser to offer one in the field for the name; nobody is asked, and it waits
 * @throws DOMException with the browser's reason; `AbortError` where another ceremony took its place
 */
export async function provePasskey(options: Json, { offer = false } = {}): Promise<Record<string, unknown>> {
  const { allowCredentials } = options
  const publicKey = {
    ...options,
    challenge: bytesIn(options, 'challenge'),
    allowCredentials: listOf(allowCredentials).map(withBytes),
  }
  const proved = await navigator.credentials.get({
    publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions,
    signal: begin(),
    ...(offer ? { mediation: 'conditional' } : {}),
  })
  if (!isKey(proved)) throw new DOMException('no key was proved', 'NotAllowedError')
  const response = proved.response as AuthenticatorAssertionResponse
  return spell(proved, {
    clientDataJSON: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.authenticatorData),
    signature: toBase64url(response.signature),
    ...(response.userHandle ? { userHandle: toBase64url(response.userHandle) } : {}),
  })
}

function begin(): AbortSignal {
  present.stop?.abort(new DOMException('another ceremony has begun', 'AbortError'))
  present.stop = new AbortController()
  return present.stop.signal
}

/** Told by its form: a key may come from another frame, whose classes are others. */
function isKey(credential: Credential | null): credential is PublicKeyCredential {
  return credential !== null && 'rawId' in credential
}

function spell(key: PublicKeyCredential, response: Json): Record<string, unknown> {
  return {
    id: key.id,
    rawId: key.id,
    type: key.type,
    response,
    clientExtensionResults: key.getClientExtensionResults(),
    ...(key.authenticatorAttachment ? { authenticatorAttachment: key.authenticatorAttachment } : {}),
  }
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function withBytes(descriptor: unknown): Json {
  return { ...objectOf(descriptor), id: bytesIn(objectOf(descriptor), 'id') }
}

/** @throws TypeError for options that are none of the service's */
function bytesIn(given: Json, name: string): ArrayBuffer {
  const text = given[name]
  if (typeof text !== 'string') throw new TypeError(`the options have no ${name}`)
  return fromBase64url(text)
}
