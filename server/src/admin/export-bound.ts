import type { App } from '../platform/app.ts'

/**
 * Where an export ends, which may be read slowly: what is written from now on is none of it.
 * @param before where it was to end anyway
 */
export function boundOf(app: App, before: Date | undefined): Date {
  // Ends are exclusive and times whole milliseconds: what happened in this one is still told.
  const end = new Date(app.now().getTime() + 1)
  return before === undefined || before > end ? end : before
}
