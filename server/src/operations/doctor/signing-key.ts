import { listKeys } from '../../keys/keys.queries.ts'
import type { App } from '../../platform/app.ts'
import { migrationState } from '../../platform/db/migrate.ts'
import { type Check, failed, ok, skipped, unopened, type Verdict } from './finding.ts'

const dayMs = 86_400_000
/** The worker looks once a minute; a key that is older than this was forgotten by it. */
const graceDays = 2

/** Whether the key that signs tokens opens with this SECRET_KEY, and is not older than it may become. */
export const signingKey: Check = {
  name: 'signing_key',
  async look({ app }) {
    if (app === undefined) return unopened
    if ((await migrationState(app.db)).pending.length > 0) return skipped('the database waits for migrations')
    const keys = await listKeys(app.db)
    const sealed = keys.filter((key) => !opens(app, key))
    if (sealed.length > 0) {
      return failed(
        `${sealed.length} of ${keys.length} keys in the database do not open with this SECRET_KEY`,
        'set the SECRET_KEY they were made under, or name it in SECRET_KEY_FALLBACKS',
      )
    }
    return judgeAge(app, keys.at(-1)?.activatesAt)
  },
}

function judgeAge(app: App, newest: Date | undefined): Verdict {
  const { privateKey, keyRotationDays } = app.config.tokens
  if (privateKey) return ok('given by JWT_PRIVATE_KEY; when it is changed is up to you')
  if (newest === undefined) return ok('none yet; the first start makes it')
  const days = Math.floor((app.now().getTime() - newest.getTime()) / dayMs)
  const said = days < 0 ? 'a new one is about to sign' : `${days} days old, replaced after ${keyRotationDays}`
  if (days < keyRotationDays + graceDays) return ok(said)
  return failed(said, 'see that the service runs, whose worker replaces it, or run `kalosphere-auth keys rotate`')
}

function opens(app: App, { kid, sealedPrivate }: { kid: string; sealedPrivate: Uint8Array }): boolean {
  try {
    app.sealer.open('signing-key', sealedPrivate, kid)
    return true
  } catch {
    return false
  }
}
