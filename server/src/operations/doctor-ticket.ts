import type { App } from '../platform/app.ts'

/** By which `doctor` is told how its request arrived. */
export const doctorHeader = 'x-doctor'
const validMs = 60_000

/** Shows that who asks has this service's SECRET_KEY. It opens nothing but a look at the very request it comes with. */
export function doctorTicket(app: App): string {
  const at = String(app.now().getTime())
  return `${at}.${app.sealer.digest('doctor', at)}`
}

/** Whether a ticket is ours, and of this minute. */
export function isDoctor(app: App, ticket: unknown): boolean {
  const [at = '', digest = ''] = typeof ticket === 'string' ? ticket.split('.') : []
  const age = Math.abs(app.now().getTime() - Number(at))
  return /^\d{1,15}$/.test(at) && age < validMs && app.sealer.digests('doctor', at).includes(digest)
}
