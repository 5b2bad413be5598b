import { recordEvent } from '../audit/record-event.ts'
import { resealAuditKey } from '../audit/reseal-audit-key.ts'
import { resealOldWebhookSecrets, resealWebhookSecrets } from '../events/reseal-webhook-secrets.ts'
import { resealKeys } from '../keys/reseal-keys.ts'
import { resealBackupCodes } from '../mfa/reseal-backup-codes.ts'
import { resealPendingSeeds, resealSeeds } from '../mfa/reseal-seeds.ts'
import { resealItems } from '../outbox/reseal-items.ts'
import type { App } from '../platform/app.ts'
import type { Resealed } from '../platform/reseal.ts'
import { resealTokens } from '../social/reseal-tokens.ts'

/** Everything that is sealed at rest, with its owner's way to seal it anew. A new sealed column adds its line here. */
const resealers: readonly [what: string, reseal: (app: App) => Promise<Resealed>][] = [
  ['signing_key.sealed_private', resealKeys],
  ['outbox.payload', resealItems],
  ['factor.sealed_seed', resealSeeds],
  ['factor.pending_seed', resealPendingSeeds],
  ['backup_code.sealed_hash', resealBackupCodes],
  ['audit_checkpoint.sealed_key', resealAuditKey],
  ['social_identity.sealed_tokens', resealTokens],
  ['webhook_endpoint.sealed_secret', resealWebhookSecrets],
  ['webhook_endpoint.old_sealed_secret', resealOldWebhookSecrets],
]

/** The columns that `resealSecrets` looks after, as `table.column`. */
export const resealedColumns: readonly string[] = resealers.map(([what]) => what)

/**
 * Seals all that is sealed under an older `SECRET_KEY` under the current one, while the service runs. Afterwards only
 * refresh tokens and mailed codes, until they have expired, and backup codes that came from another service still need the
 * older key.
 * @returns the counts by column
 */
export async function resealSecrets(app: App): Promise<Record<string, Resealed>> {
  const counts: Record<string, Resealed> = {}
  for (const [what, reseal] of resealers) counts[what] = await reseal(app)
  const items = Object.values(counts).reduce((sum, { resealed }) => sum + resealed, 0)
  const event = { name: 'secrets.resealed', accountId: null, facts: { items } } as const
  if (items > 0) await recordEvent(app, app.db, undefined, event)
  return counts
}
