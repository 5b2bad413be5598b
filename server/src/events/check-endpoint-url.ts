import { fieldProblem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { isPrivateHost } from '../platform/event-settings.ts'
import { OutboundError } from '../platform/outbound-error.ts'
import { findTarget, resolveBySystem } from '../platform/outbound-target.ts'

const longestUrl = 2000

/**
 * Looks at an address before webhooks are sent there. It is looked up again at each attempt: this is for the operator, who
 * learns at once what could never work.
 * @returns the address as the URL standard writes it
 * @throws Problem `invalid_input` for what is no https address, holds credentials or a fragment, is too long, or lies in
 *   our own network without being named in `WEBHOOK_PRIVATE_HOSTS`
 */
export async function checkEndpointUrl(app: App, given: string): Promise<string> {
  const url = URL.parse(given)
  const fault = url ? faultOf(app, url) : 'Enter an absolute address such as https://example.com/hooks.'
  if (!url || fault !== undefined) throw fieldProblem({ url: [fault ?? ''] })
  const allowPrivate = isPrivateHost(app.config.events, url)
  await findTarget(url.href, { allowPrivate, resolve: resolveBySystem }).catch((error: unknown) => {
    // A name that has no address yet may have one when the first event is sent.
    if (!(error instanceof OutboundError) || error.reason === 'away') return
    const why = 'It lies at an address that is not called; WEBHOOK_PRIVATE_HOSTS can allow a host of your own network.'
    throw fieldProblem({ url: [why] })
  })
  return url.href
}

function faultOf({ config }: App, url: URL): string | undefined {
  if (url.href.length > longestUrl) return `An address has at most ${longestUrl} characters.`
  if (url.username !== '' || url.password !== '') return 'An address must not hold a name or password.'
  if (url.hash !== '' || url.href.endsWith('#')) return 'An address must not have a fragment.'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:' && isPrivateHost(config.events, url)) return undefined
  return 'An address must begin with https:// (WEBHOOK_PRIVATE_HOSTS can allow http to a host of your own network).'
}
