import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

/**
 * For every door through which somebody would make an account of their own; operators make accounts at any time.
 * @throws Problem `registration_closed`
 */
export function requireOpenRegistration(app: App): void {
  if (app.config.registration === 'closed') throw new Problem('registration_closed')
}
