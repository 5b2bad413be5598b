import { type Ip, inRanges, parseIp, parseRange, type Range } from '../base/ip-range.ts'

/**
 * Who can be reached at an address: anybody's service; one of this machine or network, for those who allow it; or
 * nothing that is ever a service of ours to call.
 */
export type Reach = 'public' | 'private' | 'never'

/**
 * Local addresses that an operator may allow: where a provider of one's own stands, in a company or on a desk.
 * Link-local ones are not among them: there the clouds keep their metadata and its keys.
 */
const privateRanges = ranges(
  '10.0.0.0/8', // private use, RFC 1918
  '100.64.0.0/10', // between a carrier and its customers, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122 section 3.2.1.3
  '172.16.0.0/12', // private use, RFC 1918
  '192.168.0.0/16', // private use, RFC 1918
  '::1/128', // loopback, RFC 4291
  'fc00::/7', // unique local, RFC 4193
)

/**
 * The rest of the IPv4 addresses that the IANA registry calls not globally reachable, and multicast
 * (iana.org/assignments/iana-ipv4-special-registry as of 2026-07; RFC 5771).
 */
const neverIpv4 = ranges(
  '0.0.0.0/8', // this network; Linux takes it for loopback
  '169.254.0.0/16', // link-local, RFC 3927
  '192.0.0.0/24', // protocol assignments, RFC 6890 section 2.1
  '192.0.2.0/24', // documentation, RFC 5737
  '192.88.99.0/24', // 6to4 relays, ended by RFC 7526
  '198.18.0.0/15', // benchmarks, RFC 2544
  '198.51.100.0/24', // documentation, RFC 5737
  '203.0.113.0/24', // documentation, RFC 5737
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, RFC 1112 section 4; broadcast, RFC 919
)

/** All the IPv6 unicast addresses that are given out (iana.org/assignments/ipv6-address-space). */
const unicastIpv6 = ranges('2000::/3')

/** What the IANA registry takes out of them (iana.org/assignments/iana-ipv6-special-registry as of 2026-07). */
const neverIpv6 = ranges(
  '2001::/23', // protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID; it carries IPv4 addresses too
  '2001:db8::/32', // documentation, RFC 3849
  '2002::/16', // 6to4, RFC 3056: an IPv4 address, perhaps a private one, within
  '3fff::/20', // documentation, RFC 9637
)

/** IPv4 addresses as networks without IPv4 write them: the last 32 bits (RFC 6052 section 2.1). */
const nat64 = ranges('64:ff9b::/96')

/** Who can be reached at an address, whichever way it is spelled: an IPv4 address within IPv6 counts as itself. */
export function reachOf(ip: Ip): Reach {
  if (inRanges(privateRanges, ip)) return 'private'
  if (ip.family === 4) return inRanges(neverIpv4, ip) ? 'never' : 'public'
  if (inRanges(nat64, ip)) return reachOf(embeddedIpv4(ip))
  return inRanges(unicastIpv6, ip) && !inRanges(neverIpv6, ip) ? 'public' : 'never'
}

function embeddedIpv4(ip: Ip): Ip {
  const [high, low] = [(ip.bits >> 16n) & 0xffffn, ip.bits & 0xffffn]
  return known(parseIp(`::ffff:${high.toString(16)}:${low.toString(16)}`))
}

function ranges(...blocks: string[]): readonly Range[] {
  return blocks.map((block) => known(parseRange(block)))
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('not an address')
  return value
}
