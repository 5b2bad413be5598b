import { type Ip, inRanges, networkOf, parseIp, type Range } from '../base/ip-range.ts'

/** No honest chain of proxies is longer; what stands further left is not looked at. The server caps the header itself. */
const maxHops = 32

/** More than an address with blanks around it; a longer hop is junk. */
const longestHop = 64

/** Stands for a peer that has no IP address (a Unix socket, a connection already gone). */
const nobody = { ip: '0.0.0.0', network: '0.0.0.0' } as const

/**
 * Finds whom to count a request for. The direct peer, unless that is a trusted proxy; then the right-most hop of
 * `X-Forwarded-For` that is not trusted, for each proxy appends the address it was called from and what stands further
 * left is the caller's own word. A hop that is no bare IP address ends the walk at the trusted address before it, so
 * that a client never gets a value of its own choosing.
 * @param peer the socket's remote address
 * @param forwardedFor the header as it came; several headers count as one list, in their order (RFC 9110 section 5.3)
 * @param trusted the blocks of the operator's own proxies
 * @returns the address in canonical form, and the block that limits are counted for
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | readonly string[] | undefined,
  trusted: readonly Range[],
): { readonly ip: string; readonly network: string } {
  const direct = parsePeer(peer)
  if (direct === undefined) return nobody
  const client = walk(direct, typeof forwardedFor === 'string' ? [forwardedFor] : (forwardedFor ?? []), trusted)
  return { ip: client.canonical, network: networkOf(client) }
}

/** Whether a socket's other end is one of the operator's own proxies. */
export function isTrustedPeer(peer: string, trusted: readonly Range[]): boolean {
  const direct = parsePeer(peer)
  return direct !== undefined && inRanges(trusted, direct)
}

/** The peer comes from the operating system, which names the interface too for link-local addresses (RFC 4007 section 11). */
function parsePeer(peer: string): Ip | undefined {
  const zone = peer.indexOf('%')
  return parseIp(zone === -1 ? peer : peer.slice(0, zone))
}

function walk(direct: Ip, headers: readonly string[], trusted: readonly Range[]): Ip {
  const hops = headers.flatMap((header) => header.split(',')).slice(-maxHops)
  let client = direct
  for (const hop of hops.reverse()) {
    if (!inRanges(trusted, client)) return client
    const next = hop.length > longestHop ? undefined : parseIp(hop.trim())
    if (next === undefined) return client
    client = next
  }
  return client
}
