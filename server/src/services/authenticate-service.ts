import { timingSafeEqual } from 'node:crypto'
import { Problem } from '../base/problem.ts'
import { tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import { findService } from './services.queries.ts'

/** As `addService` makes it: what has another form is nobody's, and is not looked up. */
const clientIdShape = /^svc_[0-9a-f]{24}$/

/** What a request says of the client that sends it: the header, or fields of the body (RFC 6749 section 2.3.1). */
export type ClientClaim = {
  authorization: string | undefined
  clientId: string | undefined
  clientSecret: string | undefined
}

/**
 * Makes sure that a registered service asks. Its secret has 256 bits: there is nothing to guess, and nothing to count.
 * @throws Problem `invalid_client` for an unknown client or a wrong secret, and for two ways at once
 */
export async function authenticateService(app: App, claim: ClientClaim): Promise<void> {
  const given = readClaim(claim)
  const [service] =
    given && clientIdShape.test(given.clientId) ? await findService(app.db, { clientId: given.clientId }) : []
  if (!given || !service) throw new Problem('invalid_client')
  const digest = tokenDigest(given.secret)
  const isOld = service.oldSecretUntil !== null && service.oldSecretUntil > app.now()
  const counted = [service.secretDigest, ...(isOld && service.oldSecretDigest ? [service.oldSecretDigest] : [])]
  if (!counted.some((known) => isSame(known, digest))) throw new Problem('invalid_client')
}

function readClaim({ authorization, clientId, clientSecret }: ClientClaim) {
  const inBody = clientId !== undefined || clientSecret !== undefined
  if (authorization === undefined) {
    return clientId !== undefined && clientSecret !== undefined ? { clientId, secret: clientSecret } : undefined
  }
  // RFC 6749 section 2.3: a client uses one way in a request.
  return inBody ? undefined : readBasic(authorization)
}

/** RFC 6749 section 2.3.1: both parts are encoded as in a form before they go into the Basic scheme. */
function readBasic(authorization: string) {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 1) return undefined
  const clientId = decode(text.slice(0, colon))
  const secret = decode(text.slice(colon + 1))
  return clientId !== undefined && secret !== undefined ? { clientId, secret } : undefined
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function isSame(known: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(known), Buffer.from(given))
}
