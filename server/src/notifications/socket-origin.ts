import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

/**
 * Refuses handshakes from pages of other sites. Browsers always name the origin of the page, and no page can change it
 * (RFC 6455 section 10.2); a program without one has its ticket to show, which no page of another site can get.
 * @returns the origin, found on the list letter by letter; undefined when none was named
 * @throws Problem `cross_origin`
 */
export function checkOrigin(
  app: App,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): string | undefined {
  const { origin } = headers
  // A browser tells these too; with them and without an origin something between us has taken it out.
  const isBrowser = headers['sec-fetch-site'] !== undefined || headers['sec-fetch-mode'] !== undefined
  if (origin === undefined && !isBrowser) return undefined
  if (typeof origin === 'string' && app.hold(makeOrigins).has(origin)) return origin
  throw new Problem('cross_origin')
}

function makeOrigins({ config }: App): ReadonlySet<string> {
  const { publicUrl, frontendUrl, corsOrigins } = config
  return new Set([new URL(publicUrl).origin, new URL(frontendUrl).origin, ...corsOrigins])
}
