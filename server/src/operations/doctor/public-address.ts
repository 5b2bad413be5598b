import { inRanges, parseIp } from '../../base/ip-range.ts'
import { reasonOf } from '../../base/reason-of.ts'
import type { Config } from '../../platform/config-types.ts'
import { isLoopbackHost } from '../../platform/deploy-checks.ts'
import type { OutsideAnswer } from '../../platform/outbound.ts'
import { coversHost } from '../deploy-checklist.ts'
import { askPublicAddress, madeUpAddress } from './ask-public-address.ts'
import { type Check, failed, ok, type Verdict, warning } from './finding.ts'

/** How a request through the public address arrived at the service. */
export type Arrived = {
  readonly peer: string
  readonly client: string
  readonly forwarded_for: string | null
  readonly host: string
}

/** What becomes of a request on its way through proxies, and whether the service can tell people apart there. */
export const publicAddress: Check = {
  name: 'public_address',
  async look(subject) {
    const { publicUrl } = subject.config
    const answer = await askPublicAddress(subject, subject.patienceMs * 0.8).catch((error: unknown) => error)
    if (!isAnswer(answer)) {
      return warning(
        `${publicUrl} was not reached from here: ${reasonOf(answer)}`,
        'start the service, and see that its name leads to your proxy and the proxy to the service',
      )
    }
    const told = readAnswer(answer)
    if (told?.status !== 'ok') {
      return failed(`something else answers at ${publicUrl} (${answer.status})`, 'let the proxy pass /healthz on')
    }
    if (told.seen !== undefined) return judgeArrived(subject.config, told.seen)
    const todo = 'see that it has the same SECRET_KEY and clock, and that the proxy passes the header X-Doctor on'
    return warning(`${publicUrl} answers, and does not tell how we arrived`, todo)
  },
}

function isAnswer(answer: unknown): answer is OutsideAnswer {
  return !(answer instanceof Error)
}

function readAnswer({ body }: OutsideAnswer): { status?: unknown; seen?: Arrived } | undefined {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/** @param arrived of a request that claimed to come from `madeUpAddress` */
export function judgeArrived(config: Config, arrived: Arrived): Verdict {
  const { peer, client, forwarded_for: forwarded } = arrived
  const ip = parseIp(peer)
  const isTrusted = ip !== undefined && inRanges(config.trustedProxies, ip)
  const host = URL.parse(`http://${arrived.host}`)?.hostname ?? arrived.host
  if (!coversHost(config.allowedHosts, host)) {
    return failed(`requests arrive for the host "${arrived.host}"`, 'let the proxy pass the Host header on unchanged')
  }
  if (forwarded === madeUpAddress) return judgeUntouched(config, peer, isTrusted)
  if (!isTrusted) {
    const said = `requests come from the proxy ${peer}, which is not trusted: all people count as one`
    return failed(said, `set TRUSTED_PROXIES=${peer}`)
  }
  if (client === peer) {
    return failed(`the proxy ${peer} does not tell who asks`, 'let it append the client to X-Forwarded-For')
  }
  if (client === madeUpAddress) return ok(`asked from a trusted address by the proxy ${peer}, which tells who asks`)
  return ok(`the proxy ${peer} tells who asks: we are ${client}`)
}

/** What we made up came through unchanged: there is no proxy, or one that says nothing of its own. */
function judgeUntouched({ publicUrl }: Config, peer: string, isTrusted: boolean): Verdict {
  const { protocol, hostname } = new URL(publicUrl)
  const isDirect = protocol === 'http:'
  if (isTrusted && isDirect && isLoopbackHost(hostname)) {
    return warning(`asked from ${peer}, which is trusted, with no proxy between`, 'ask from another machine')
  }
  if (isTrusted) {
    return failed(
      `whoever asks can choose the address they count for: ${peer} passes X-Forwarded-For on as it comes`,
      'let the proxy append the client to X-Forwarded-For, or replace it',
    )
  }
  if (isDirect) return ok(`asked without a proxy between: we are ${peer}`)
  return failed(
    `TLS ends at ${peer}, which does not tell who asks: all people count as one`,
    `let it append the client to X-Forwarded-For, and set TRUSTED_PROXIES=${peer}`,
  )
}
