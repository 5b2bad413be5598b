import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { type Ip, parseIp } from '../base/ip-range.ts'
import { type Reach, reachOf } from './outbound-addresses.ts'
import { OutboundError } from './outbound-error.ts'

/** The addresses of a host name, as the system knows them. */
export type Resolve = (host: string) => Promise<readonly string[]>

export type TargetRules = { readonly allowPrivate: boolean; readonly resolve: Resolve }

/** Where a call goes: the address as it was given, and the checked IP addresses, of which one is connected to. */
export type Target = { readonly url: URL; readonly addresses: readonly Ip[] }

export const resolveBySystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

/**
 * Reads where a call is to go, before a packet is sent there.
 * @param rules `allowPrivate` takes plain http and addresses of this machine and network as well
 * @returns the target with every address of its host, each of them allowed
 * @throws OutboundError `forbidden` for another scheme, credentials in the address, or one address that is not allowed;
 *   `away` when the name has none
 */
export async function findTarget(address: string, { allowPrivate, resolve }: TargetRules): Promise<Target> {
  const url = readUrl(address)
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
    throw new OutboundError('forbidden', `${url.host} is not called by ${url.protocol.slice(0, -1)}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('forbidden', `the address of ${url.host} holds credentials`)
  }
  const addresses = await addressesOf(url, resolve)
  const allowed: readonly Reach[] = allowPrivate ? ['public', 'private'] : ['public']
  if (!addresses.every((ip) => allowed.includes(reachOf(ip)))) {
    throw new OutboundError('forbidden', `${url.host} lies at an address that is not called`)
  }
  return { url, addresses }
}

/** The URL standard has read `127.1`, `0x7f.1` and `2130706433` into one spelling already. */
function readUrl(address: string): URL {
  const url = URL.parse(address)
  if (!url || url.hostname === '') throw new OutboundError('forbidden', 'the address is none of the web')
  return url
}

async function addressesOf(url: URL, resolve: Resolve): Promise<readonly Ip[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const literal = parseIp(host)
  if (literal) return [literal]
  const found = await resolve(host).catch((error: unknown) => {
    throw new OutboundError('away', `${url.host} has no address`, error)
  })
  const addresses = found.map(parseIp)
  // An address with a zone (`fe80::1%eth0`) is none of the internet.
  if (addresses.length === 0 || !addresses.every((ip) => ip !== undefined)) {
    throw new OutboundError('away', `${url.host} has no address that we can call`)
  }
  return addresses
}

/**
 * Answers what a connection asks the resolver, whatever name it asks for: a second look at the name could find another
 * address than the checked ones (DNS rebinding).
 */
export function pinnedTo(addresses: readonly Ip[]): LookupFunction {
  const pinned = addresses.map(({ canonical, family }) => ({ address: canonical, family }))
  return (_host, options, found) => {
    const [first] = pinned
    if (options.all === true) found(null, pinned)
    else found(null, first?.address ?? '', first?.family)
  }
}
