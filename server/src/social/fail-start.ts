import { recordEvent } from '../audit/record-event.ts'
import type { Caller } from '../base/caller.ts'
import type { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { ProviderSettings } from '../platform/social-settings.ts'
import { addressWith } from './redirect-target.ts'

/**
 * A provider that does not answer: the person is on a page of the front end, and goes back to one.
 * @returns where to send the browser
 */
export async function failStart(
  app: App,
  caller: Caller,
  { provider, target, problem }: { provider: ProviderSettings; target: string; problem: Problem },
): Promise<string> {
  const facts = { provider: provider.id, reason: problem.code }
  await recordEvent(app, app.db, caller, { name: 'social.failed', accountId: null, facts })
  app.log.warn({ provider: provider.id, note: problem.options.note }, 'a provider cannot be reached')
  return addressWith(target, { error: problem.code, provider: provider.id })
}
