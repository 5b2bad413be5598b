import { isLoopbackHost } from '../../platform/deploy-checks.ts'
import { type Check, failed, ok, type Verdict, warning } from './finding.ts'

/** Whether browsers keep the cookies that PUBLIC_URL sets, and send them along from the pages of FRONTEND_URL. */
export const cookies: Check = {
  name: 'cookies',
  async look({ config: { publicUrl, frontendUrl } }) {
    const [own, pages] = [new URL(publicUrl), new URL(frontendUrl)]
    const plain = plainFault(own)
    if (plain) return plain
    if (own.origin === pages.origin) return ok(`set by ${own.origin}, whose pages use them`)
    // SameSite=Strict asks for the same scheme too ("schemeful same-site").
    if (own.protocol !== pages.protocol) {
      const said = `PUBLIC_URL speaks ${own.protocol.slice(0, -1)} and FRONTEND_URL ${pages.protocol.slice(0, -1)}`
      return failed(`${said}: browsers send no cookie of one to the other`, 'let both be https')
    }
    if (isNear(own.hostname, pages.hostname)) return ok(`${pages.hostname} and ${own.hostname} look like one site`)
    return warning(
      `${pages.hostname} is another site than ${own.hostname}: cookies (SameSite=Strict) do not come along from its pages`,
      'put both below one domain, or keep tokens in the pages and leave cookies out',
    )
  },
}

function plainFault({ protocol, hostname }: URL): Verdict | undefined {
  if (protocol === 'https:' || isLoopbackHost(hostname)) return undefined
  return failed(
    'PUBLIC_URL is plain http: cookies travel readable, and browsers offer no passkeys there',
    'end TLS in front of the service and set PUBLIC_URL=https://…',
  )
}

/** Guessed by the last two labels: the list of public suffixes is the browsers'. */
function isNear(a: string, b: string): boolean {
  const end = (host: string): string => host.split('.').slice(-2).join('.')
  return a === b || end(a) === end(b)
}
