import type { App } from '../platform/app.ts'
import { type Asking, takeChallenge } from './challenge.ts'

/** What a browser made: `PublicKeyCredential.toJSON()` (WebAuthn level 3, section 5.1). Its members are not checked yet. */
export type GivenCredential = Readonly<Record<string, unknown>>

type Signed = { id: string; challenge: string; response: Readonly<Record<string, unknown>> }

/** WebAuthn level 3, section 4: a credential id has at most 1023 bytes. */
const idShape = /^[A-Za-z0-9_-]{1,1364}$/

/**
 * Reads which credential signed which challenge, and takes that challenge away. Nothing else is verified here.
 * @returns undefined for what no browser makes, for an answer that another site's frame asked for, and for a challenge
 *   that we did not set, that has ended, or that was asked for something else
 */
export async function readCredential(app: App, given: GivenCredential, asking: Asking): Promise<Signed | undefined> {
  const { id, response } = given
  if (typeof id !== 'string' || !idShape.test(id) || !isObject(response)) return undefined
  const clientData = readClientData(response.clientDataJSON)
  if (typeof clientData?.challenge !== 'string') return undefined
  const { challenge } = clientData
  const isOurs = await takeChallenge(app, challenge, asking)
  return isOurs && clientData.crossOrigin !== true ? { id, challenge, response } : undefined
}

function readClientData(text: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
