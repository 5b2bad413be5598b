import { fieldProblem, type Problem } from '../base/problem.ts'
import { pageLink } from '../notifications/order-mail.ts'
import type { App } from '../platform/app.ts'

const longest = 2000

/** The page of the front end that takes over when a client names none. */
export function defaultTarget(app: App): string {
  return pageLink(app, 'social')
}

/**
 * Where a browser may be sent when it comes back: a page of an origin that the configuration names, letter by letter, so
 * that no spelling of an address is one thing here and another in the browser (RFC 9700 section 4.11).
 * @param wanted an absolute address, or a path of the front end; undefined for its own page for this
 * @throws Problem `invalid_input` for anywhere else
 */
export function checkTarget(app: App, wanted: string | undefined): string {
  if (wanted === undefined) return defaultTarget(app)
  const { frontendUrl, publicUrl, corsOrigins } = app.config
  const text = wanted.startsWith('/') ? `${new URL(frontendUrl).origin}${wanted}` : wanted
  // What is not plain printing ASCII, and the backslash, browsers mend each in their own way.
  if (text.length > longest || !/^[!-[\]-~]+$/.test(text) || text.includes('#')) throw wrongTarget()
  if (wanted.startsWith('//')) throw wrongTarget()
  const origins = new Set([frontendUrl, publicUrl, ...corsOrigins].map((url) => new URL(url).origin))
  const origin = [...origins].find(
    (known) => text === known || (/^[/?]/.test(text.slice(known.length)) && text.startsWith(known)),
  )
  if (origin === undefined || URL.parse(text)?.origin !== origin) throw wrongTarget()
  return text
}

/** Whether a page of this address gets our cookie, and sends it. */
export function isOwnOrigin(app: App, target: string): boolean {
  return new URL(target).origin === new URL(app.config.publicUrl).origin
}

/** The address with more parameters; one of the same name is replaced. */
export function addressWith(address: string, more: Record<string, string>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value)
  return url.href
}

function wrongTarget(): Problem {
  return fieldProblem({ redirect_to: ['This address is not one of the front end.'] })
}
