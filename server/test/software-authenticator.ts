import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What an authenticator is told, or does wrong, for one answer. */
export type Manner = {
  /** The page that asks; the service's own unless a test wants another. */
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly verifiesUser?: boolean
  readonly signCount?: number
  readonly userHandle?: string | null
  readonly crossOrigin?: boolean
  /** The model it says it is; none by itself. */
  readonly aaguid?: string
  /** As if the key could be backed up. */
  readonly isMultiDevice?: boolean
}

export type Credential = Record<string, unknown> & { readonly id: string; readonly response: Record<string, unknown> }

export type Authenticator = {
  readonly id: string
  /** Answers `navigator.credentials.create()`. */
  readonly make: (options: CreationOptions, manner?: Manner) => Credential
  /** Answers `navigator.credentials.get()`; its counter rises with each answer. */
  readonly sign: (options: RequestOptions, manner?: Manner) => Credential
}

type CreationOptions = { challenge: string; user: { id: string }; rp: { id: string } }
type RequestOptions = { challenge: string; rpId: string }

/** An authenticator with one ES256 key, by WebAuthn level 3: attestation `none`, CBOR written out by hand. */
export function makeAuthenticator(own: Manner = {}): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const idBytes = randomBytes(32)
  const id = idBytes.toString('base64url')
  let owner = ''
  let count = 0
  const credential = (response: Record<string, unknown>): Credential => ({
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    authenticatorAttachment: 'cross-platform',
    response,
  })
  return {
    id,
    make({ challenge, user, rp }, given = {}) {
      const manner = { ...own, ...given }
      owner = user.id
      const attested = Buffer.concat([modelBytes(manner), uint16(idBytes.length), idBytes, coseKey(publicKey)])
      const authData = Buffer.concat([authenticatorData(rp.id, manner, { flags: 0x40, count }), attested])
      const attestationObject = cborMap([
        [cborText('fmt'), cborText('none')],
        [cborText('attStmt'), cborMap([])],
        [cborText('authData'), cborBytes(authData)],
      ]).toString('base64url')
      const clientDataJSON = clientData('webauthn.create', challenge, manner).toString('base64url')
      return credential({ clientDataJSON, attestationObject, transports: ['usb', 'nfc', 'carrier-pigeon'] })
    },
    sign({ challenge, rpId }, given = {}) {
      const manner = { ...own, ...given }
      count = manner.signCount ?? count + 1
      const data = clientData('webauthn.get', challenge, manner)
      const authData = authenticatorData(rpId, manner, { flags: 0, count })
      const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey)
      const userHandle = manner.userHandle === undefined ? owner : manner.userHandle
      return credential({
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle === null ? {} : { userHandle }),
      })
    },
  }
}

function modelBytes({ aaguid = '0'.repeat(32) }: Manner): Buffer {
  return Buffer.from(aaguid.replaceAll('-', ''), 'hex')
}

function clientData(type: string, challenge: string, manner: Manner): Buffer {
  const { origin = 'http://localhost:8000', crossOrigin = false } = manner
  return Buffer.from(JSON.stringify({ type: manner.type ?? type, challenge, origin, crossOrigin }))
}

/** Section 6.1: the hash of the relying party's id, flags, counter. */
function authenticatorData(rpId: string, manner: Manner, { flags, count }: { flags: number; count: number }): Buffer {
  const present = 0x01
  const verified = manner.verifiesUser === false ? 0 : 0x04
  const eligible = manner.isMultiDevice === true ? 0x08 : 0
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(count)
  const bits = flags | present | verified | eligible
  return Buffer.concat([sha256(Buffer.from(manner.rpId ?? rpId)), Buffer.from([bits]), counter])
}

/** RFC 9053 section 7.1.1: kty 2 (EC2), alg -7 (ES256), crv 1 (P-256), x, y. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const [kty, alg, crv, xLabel, yLabel] = [0x01, 0x03, 0x20, 0x21, 0x22].map((byte) => Buffer.from([byte]))
  return cborMap([
    [kty as Buffer, Buffer.from([0x02])],
    [alg as Buffer, Buffer.from([0x26])],
    [crv as Buffer, Buffer.from([0x01])],
    [xLabel as Buffer, cborBytes(Buffer.from(x, 'base64url'))],
    [yLabel as Buffer, cborBytes(Buffer.from(y, 'base64url'))],
  ])
}

/** RFC 8949 section 3: a head of major type and length, up to two bytes of it. */
function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  if (length < 256) return Buffer.from([(major << 5) | 24, length])
  return Buffer.concat([Buffer.from([(major << 5) | 25]), uint16(length)])
}

const cborBytes = (bytes: Buffer): Buffer => Buffer.concat([cborHead(2, bytes.length), bytes])
const cborText = (text: string): Buffer => Buffer.concat([cborHead(3, text.length), Buffer.from(text)])
const cborMap = (pairs: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([cborHead(5, pairs.length), ...pairs.flat()])

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
