import { isIP } from 'node:net'
import type { SettingsReader } from './settings-reader.ts'

export type WebauthnSettings = {
  /** The domain that keys are bound to; undefined where the service stands on an IP address, which can be none. */
  readonly rpId: string | undefined
  /** The pages on which a key may be asked for. */
  readonly origins: readonly string[]
}

type Addresses = { readonly publicUrl: string; readonly frontendUrl: string }

/**
 * Reads who the service is to security keys and passkeys: by itself the host of PUBLIC_URL, on the pages of PUBLIC_URL and
 * FRONTEND_URL. WEBAUTHN_RP_ID widens it to a domain above that host, WEBAUTHN_ORIGINS adds pages.
 * Source: WebAuthn level 3, section 5.1.3 step 8 (the id is the page's domain or a registrable suffix of it).
 */
export function readWebauthn(read: SettingsReader, { publicUrl, frontendUrl }: Addresses): WebauthnSettings {
  const own = { PUBLIC_URL: publicUrl, FRONTEND_URL: frontendUrl }
  const given = read.optional('WEBAUTHN_RP_ID')?.toLowerCase()
  const more = read.list('WEBAUTHN_ORIGINS', [])
  const rpId = given ?? domainOf(publicUrl)
  // With a wrong domain nothing can be said of the pages.
  const isRight = given === undefined || checkRpId(read, given, own)
  const pages = isRight ? more.filter((origin) => isPage(read, origin, rpId)) : []
  return { rpId, origins: [...new Set([...Object.values(own).map((url) => new URL(url).origin), ...pages])] }
}

function checkRpId(read: SettingsReader, given: string, own: Record<string, string>): boolean {
  if (!isDomain(given)) {
    read.fault(`WEBAUTHN_RP_ID must be a domain such as example.com, without scheme, port and path, not "${given}".`)
    return false
  }
  const [outside] = Object.entries(own).filter(([, url]) => !isWithin(new URL(url).hostname, given))
  if (!outside) return true
  const [name, url] = outside
  read.fault(`WEBAUTHN_RP_ID is "${given}", and the host of ${name} (${url}) is neither that domain nor below it.`)
  return false
}

function domainOf(url: string): string | undefined {
  const { hostname } = new URL(url)
  return isAddress(hostname) ? undefined : hostname
}

/** Public suffixes such as co.uk are a list of their own, which browsers hold: they refuse them. */
function isDomain(text: string): boolean {
  const labels = text.split('.')
  const isHost = URL.parse(`http://${text}`)?.hostname === text && !labels.includes('')
  return isHost && !isAddress(text) && (text === 'localhost' || labels.length > 1)
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || isIP(host) !== 0
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

/** Whether browsers let a page of this origin ask for a key of ours: a secure one, on the domain or below it. */
function isPage(read: SettingsReader, origin: string, rpId: string | undefined): boolean {
  const url = URL.parse(origin)
  if (url?.origin !== origin || !(url.protocol === 'https:' || /^http:\/\/localhost(:\d+)?$/.test(origin))) {
    read.fault(
      `WEBAUTHN_ORIGINS holds "${origin}", which is not an origin such as https://app.example.com or http://localhost:3000.`,
    )
    return false
  }
  if (rpId !== undefined && isWithin(url.hostname, rpId)) return true
  const domain = rpId ?? 'a domain: PUBLIC_URL has none, and WEBAUTHN_RP_ID names none'
  read.fault(`WEBAUTHN_ORIGINS holds "${origin}", whose host must be, or be below, ${domain}.`)
  return false
}
