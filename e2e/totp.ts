import { createHmac } from 'node:crypto'
import type { Locator } from '@playwright/test'
import { PNG } from 'pngjs'
import decodeQr from 'qr/decode.js'

/** Reads the QR code that stands on the screen, as a phone held before it. */
export async function readQr(picture: Locator): Promise<URL> {
  await picture.evaluate(async (shown) => shown instanceof HTMLImageElement && shown.decode())
  const { width, height, data } = PNG.sync.read(await picture.screenshot({ scale: 'device' }))
  return new URL(decodeQr({ width, height, data: new Uint8Array(data) }, { timeLimit: 10_000 }))
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const stepSeconds = 30

/**
 * What an authenticator app shows (RFC 6238, SHA-1, six digits).
 * @param ahead steps from now on, for the code that comes next: each is taken once
 */
export function codeOf(uri: URL, ahead = 0): string {
  const bits = [...(uri.searchParams.get('secret') ?? '')]
    .map((letter) => digits.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / stepSeconds) + ahead))
  const digest = createHmac('sha1', key).update(step).digest()
  const at = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
