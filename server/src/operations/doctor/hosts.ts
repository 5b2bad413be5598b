import { coversHost } from '../deploy-checklist.ts'
import { type Check, failed, ok, warning } from './finding.ts'

/** Whether requests for PUBLIC_URL are answered at all, and forged names are not. */
export const hosts: Check = {
  name: 'hosts',
  async look({ config: { allowedHosts, publicUrl } }) {
    const { hostname } = new URL(publicUrl)
    if (allowedHosts.includes('*')) {
      return warning('ALLOWED_HOSTS lets every name in', `set ALLOWED_HOSTS=${hostname}`)
    }
    if (coversHost(allowedHosts, hostname)) return ok(`${hostname} is let in`)
    return failed(
      `PUBLIC_URL is at ${hostname}, which ALLOWED_HOSTS (${allowedHosts.join(', ')}) turns away`,
      `add ${hostname} to ALLOWED_HOSTS`,
    )
  },
}
