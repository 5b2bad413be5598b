import assert from 'node:assert/strict'
import { createHmac, type KeyObject, sign } from 'node:crypto'
import { keyRing } from '../../src/keys/key-ring.ts'
import { refreshKeys } from '../../src/sessions/session-tokens.ts'
import type { TestServer } from '../harness.ts'

type Members = Record<string, unknown>
export type Signer = (input: string) => Buffer

/**
 * A token made of a genuine one by changing members of its header or claims; undefined takes a member out.
 * @param signer who signs the outcome
 */
export function forge(genuine: string, signer: Signer, change: { header?: Members; claims?: Members }): string {
  const [header, claims] = genuine.split('.')
  const input = `${encode({ ...decode(header), ...change.header })}.${encode({ ...decode(claims), ...change.claims })}`
  return `${input}.${signer(input).toString('base64url')}`
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Members {
  return decode(token.split('.')[1])
}

/** Seconds of the epoch by the server's clock, so many seconds from now. */
export function secondsFromNow(server: TestServer, seconds: number): number {
  return Math.floor(server.clock.now().getTime() / 1000) + seconds
}

/** The service's own key of access tokens. */
export async function accessSigner(server: TestServer): Promise<Signer> {
  const { current } = await keyRing(server.app)
  return keySigner(current.privateKey)
}

/** The service's own key of refresh tokens. */
export function refreshSigner(server: TestServer): Signer {
  const [key] = refreshKeys(server.app)
  assert.ok(key)
  return secretSigner(key.secretKey)
}

/** The confusion of algorithms: the public key, which anybody has, as the secret of HS256. */
export async function publicKeySigner(server: TestServer): Promise<Signer> {
  const { current } = await keyRing(server.app)
  return secretSigner(current.publicKey.export({ type: 'spki', format: 'pem' }))
}

export function keySigner(key: KeyObject, hash = 'sha256'): Signer {
  return (input) => sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
}

export const nobodySigns: Signer = () => Buffer.alloc(0)

function secretSigner(secret: Uint8Array | string): Signer {
  return (input) => createHmac('sha256', secret).update(input).digest()
}

function decode(part = ''): Members {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString('base64url')
}
