import { createPrivateKey, createPublicKey } from 'node:crypto'
import { recordEvent } from '../audit/record-event.ts'
import type { App } from '../platform/app.ts'
import type { Tx } from '../platform/db/db.ts'
import { generateSigningKey, importSigningKey, type PublicJwk, type SigningKey } from './import-key.ts'
import { insertKey, listKeys, retireKeysBut, type StoredKey } from './keys.queries.ts'

export type KeyState = 'next' | 'current' | 'retiring'
export type RingKey = SigningKey & { readonly state: KeyState; readonly activatesAt: Date }

export type KeyRing = {
  /** The key that signs now. */
  readonly current: RingKey
  /** Every key whose signatures count: current, next and retiring. */
  readonly all: readonly RingKey[]
}

type Loaded = { ring: Promise<KeyRing>; loadedAt: number }

/** A key made on another node is known here after this time at the latest; new keys wait longer before they sign. */
const reloadSeconds = 10
const activationSeconds = 30

/**
 * The signing keys as they stand, read again every few seconds so that all nodes follow a rotation.
 * The first call on an empty database makes the first key.
 */
export function keyRing(app: App): Promise<KeyRing> {
  const held = app.hold(makeHolder)
  const now = app.now().getTime()
  // The distance and not the difference: a clock that was set back must not keep a rotation from this node.
  if (held.current && Math.abs(now - held.current.loadedAt) < reloadSeconds * 1000) return held.current.ring
  const ring = loadRing(app)
  const loaded = { ring, loadedAt: now }
  // While the database is away the keys known so far go on verifying.
  const before = held.current?.ring
  held.current = before ? { ...loaded, ring: ring.catch(() => before) } : loaded
  ring.catch(() => {
    if (held.current?.loadedAt === now && !before) held.current = undefined
  })
  return held.current.ring
}

/**
 * Brings in a new signing key. It is published at once and signs a little later, when every node and every verifier
 * that reads the JWKS has had time to see it; the old key verifies until its last token has expired.
 * @param afterSeconds when it begins to sign
 * @param alongside what else stands or falls with it
 * @returns the new key's id
 */
export async function rotateKey(
  app: App,
  afterSeconds = activationSeconds,
  alongside: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<string> {
  const key = generateSigningKey()
  await app.transaction(async (tx) => {
    await alongside(tx)
    const now = app.now()
    const activatesAt = new Date(now.getTime() + afterSeconds * 1000)
    await insertKey(tx, toRow(app, key, now, activatesAt))
    const lastTokenEnds = activatesAt.getTime() + (app.config.tokens.accessMinutes + 1) * 60_000
    await retireKeysBut(tx, key.kid, new Date(lastTokenEnds))
    await recordEvent(app, tx, undefined, { name: 'key.rotated', accountId: null, facts: { kid: key.kid } })
  })
  app.hold(makeHolder).current = undefined
  return key.kid
}

/** Rotates by age; called by the worker. */
export async function rotateOldKey(app: App): Promise<void> {
  if (app.config.tokens.privateKey) return
  const { all } = await keyRing(app)
  const newest = all.at(-1)
  const ageDays = newest ? (app.now().getTime() - newest.activatesAt.getTime()) / 86_400_000 : 0
  if (ageDays < app.config.tokens.keyRotationDays) return
  const kid = await rotateKey(app, 3600)
  app.log.info({ kid }, 'signing key rotated by age')
}

function makeHolder(): { current: Loaded | undefined } {
  return { current: undefined }
}

async function loadRing(app: App): Promise<KeyRing> {
  const now = app.now()
  const stored = (await listKeys(app.db)).filter((key) => key.retiresAt === null || key.retiresAt > now)
  const keys = stored.map((key) => fromRow(app, key))
  const { privateKey, publicKey } = app.config.tokens
  if (privateKey) {
    const current = { ...importSigningKey(privateKey.reveal(), publicKey), state: 'current' as const, activatesAt: now }
    const others = keys.filter(({ kid }) => kid !== current.kid).map((key) => ({ ...key, state: 'retiring' as const }))
    return { current, all: [...others, current] }
  }
  const active = keys.filter((key) => key.activatesAt <= now).at(-1)
  if (!active) {
    await makeFirstKey(app)
    return loadRing(app)
  }
  const all = keys.map((key) => ({ ...key, state: stateOf(key, active, now) }))
  return { current: { ...active, state: 'current' }, all }
}

function stateOf(key: { kid: string; activatesAt: Date }, active: { kid: string }, now: Date): KeyState {
  if (key.kid === active.kid) return 'current'
  return key.activatesAt > now ? 'next' : 'retiring'
}

/** Nodes that start together each make one; all are published and the youngest signs. */
async function makeFirstKey(app: App): Promise<void> {
  const now = app.now()
  await insertKey(app.db, toRow(app, generateSigningKey(), now, now))
}

function toRow(app: App, key: SigningKey, now: Date, activatesAt: Date) {
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'der' })
  return {
    kid: key.kid,
    alg: key.alg,
    public_jwk: { ...key.publicJwk },
    sealed_private: app.sealer.seal('signing-key', pem, key.kid),
    created_at: now,
    activates_at: activatesAt,
    retires_at: null,
  }
}

function fromRow(app: App, row: StoredKey): SigningKey & { activatesAt: Date } {
  const der = app.sealer.open('signing-key', row.sealedPrivate, row.kid)
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return {
    kid: row.kid,
    alg: row.alg === 'RS256' ? 'RS256' : 'ES256',
    privateKey,
    publicKey: createPublicKey(privateKey),
    publicJwk: row.publicJwk as PublicJwk,
    activatesAt: row.activatesAt,
  }
}
