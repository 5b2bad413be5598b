import { isIP } from 'node:net'
import type { Config } from './config-types.ts'

/** True for a host name or address that only this machine can reach. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/** Whether others than this machine can reach the service as configured. */
export function isPublic(config: Config): boolean {
  return !config.debug && (!isLoopbackHost(config.host) || config.publicUrl.startsWith('https:'))
}

/**
 * What must not be so when the service is reachable by others: one sentence a fault, each stops the start.
 * @returns an empty list for a service on this machine alone or in DEBUG
 */
export function deployFaults(config: Config): string[] {
  if (!isPublic(config)) return []
  const faults: string[] = []
  if (['0.0.0.0', '[::]'].includes(new URL(config.publicUrl).hostname)) {
    faults.push('PUBLIC_URL must be set when HOST is every address: mailed links would lead nowhere.')
  }
  if (config.secretKeys.length === 0) {
    faults.push('SECRET_KEY must be set when the service is public: generate one with `openssl rand -base64 48`.')
  }
  if (config.allowedHosts.includes('*')) {
    faults.push('ALLOWED_HOSTS must name the hosts of a public service; "*" would let a forged Host header through.')
  }
  if (config.mail.backend === 'console') {
    faults.push('EMAIL_BACKEND=console would print the links of a public service into its log; use smtp.')
  }
  return faults
}
