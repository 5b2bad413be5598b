import { randomBytes, randomUUID } from 'node:crypto'
import { recordEvent } from '../audit/record-event.ts'
import { randomToken, tokenDigest } from '../base/random.ts'
import type { App } from '../platform/app.ts'
import type { Alongside } from '../platform/db/db.ts'
import { deleteService, insertService, renewSecret } from './services.queries.ts'

/** Long enough to bring a new secret to every node of a service. */
const oldSecretHours = 24

const nothing: Alongside = async () => undefined

/** What a service signs in with; the secret is kept nowhere but as a digest. */
export type ServiceCredentials = { clientId: string; secret: string }

/**
 * Registers a service that may ask about tokens and end them.
 * @param name for people, at most 100 characters
 */
export async function addService(app: App, name: string, alongside = nothing): Promise<ServiceCredentials> {
  const clientId = `svc_${randomBytes(12).toString('hex')}`
  const secret = randomToken()
  await app.transaction(async (tx) => {
    await alongside(tx)
    await insertService(tx, {
      id: randomUUID(),
      client_id: clientId,
      name,
      secret_digest: tokenDigest(secret),
      old_secret_digest: null,
      old_secret_until: null,
      created_at: app.now(),
    })
    await recordEvent(app, tx, undefined, {
      name: 'service.added',
      accountId: null,
      facts: { clientId, service: name },
    })
  })
  return { clientId, secret }
}

/**
 * Gives a service a new secret; the present one works for another day.
 * @returns the secret, shown this once; undefined for no such service
 */
export async function rotateServiceSecret(
  app: App,
  clientId: string,
  alongside = nothing,
): Promise<string | undefined> {
  const secret = randomToken()
  const oldUntil = new Date(app.now().getTime() + oldSecretHours * 3_600_000)
  return app.transaction(async (tx) => {
    if (!(await renewSecret(tx, { clientId, secretDigest: tokenDigest(secret), oldUntil }))) return undefined
    await alongside(tx)
    await recordEvent(app, tx, undefined, { name: 'service.secret_rotated', accountId: null, facts: { clientId } })
    return secret
  })
}

/** Takes a service off the list: from the next call on it is a stranger. @returns false for no such service */
export async function removeService(app: App, clientId: string, alongside = nothing): Promise<boolean> {
  return app.transaction(async (tx) => {
    if (!(await deleteService(tx, clientId))) return false
    await alongside(tx)
    await recordEvent(app, tx, undefined, { name: 'service.removed', accountId: null, facts: { clientId } })
    return true
  })
}
