import { existsSync } from 'node:fs'
import type { App } from '../platform/app.ts'
import { fetchText } from '../platform/outbound.ts'
import { type BreachedFilter, openBreachedFilter } from './breached-filter.ts'
import { breachedOnline } from './hibp.ts'

/**
 * Whether a password is known from a data breach: by the local filter when one was built, and online when configured.
 * @param password NFC-normalised
 * @returns with the online service away, what `HIBP_FAIL_CLOSED` says
 */
export async function isBreached(app: App, password: string): Promise<boolean> {
  const filter = await app.hold(openFilter)
  if (await filter?.has(password)) return true
  const { hibp } = app.config.passwords
  if (hibp === 'off') return false
  try {
    return await breachedOnline((url) => fetchText(url, { 'Add-Padding': 'true' }), password)
  } catch (error) {
    app.log.warn({ err: error }, 'the breached-password service did not answer')
    return hibp === 'fail-closed'
  }
}

/** A damaged file is told in the log and left out: sign-ups go on with the other rules. */
async function openFilter(app: App): Promise<BreachedFilter | undefined> {
  const { breachedFile } = app.config.passwords
  if (!existsSync(breachedFile)) return undefined
  try {
    return await openBreachedFilter(breachedFile)
  } catch (error) {
    app.log.error({ err: error, breachedFile }, 'the breached-password filter cannot be used')
    return undefined
  }
}
