import { isIPv4, isIPv6 } from 'node:net'

/** An IP address. Equal addresses have equal `canonical` texts, however they were spelled. */
export type Ip = {
  /** Dotted decimal, or IPv6 as RFC 5952 writes it. An IPv4-mapped IPv6 address is the IPv4 address it carries. */
  readonly canonical: string
  readonly family: 4 | 6
  /** The address as a number of 32 or 128 bits. */
  readonly bits: bigint
}

/** A block of addresses of one family: those whose first `prefix` bits are those of `bits`. */
export type Range = {
  readonly family: 4 | 6
  readonly bits: bigint
  readonly prefix: number
}

/** What counts as one client in IPv6: a household or a machine gets a /64 and may take any address in it. */
const clientPrefix = 64

const widths = { 4: 32, 6: 128 } as const

/** The first 96 bits of IPv4-mapped addresses, ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
const mappedPrefix = 0xffffn

/**
 * Reads an IP address in any of its spellings (RFC 4291 section 2.2; IPv4 as four decimal numbers without leading zeros).
 * @param text the address alone: zone ids, ports, brackets and blanks are refused
 * @returns the address, or undefined when the text is none
 */
export function parseIp(text: string): Ip | undefined {
  if (isIPv4(text)) return ipv4(bitsOfQuad(text))
  if (!isIPv6(text) || text.includes('%')) return undefined
  const bits = bitsOfGroups(text)
  if (bits >> 32n === mappedPrefix) return ipv4(bits & 0xffff_ffffn)
  return { canonical: writeGroups(bits), family: 6, bits }
}

/**
 * The block of addresses that one client is taken to hold, for counting what it does.
 * @returns an IPv4 address itself; for IPv6 its /64, as `2001:db8:1:2::/64`
 */
export function networkOf(ip: Ip): string {
  if (ip.family === 4) return ip.canonical
  const rest = BigInt(widths[6] - clientPrefix)
  return `${writeGroups((ip.bits >> rest) << rest)}/${clientPrefix}`
}

/**
 * Reads a block in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).
 * @param cidr `10.0.0.0/8`, `2001:db8::/32`, or one address; bits behind the prefix are ignored. A block of IPv4-mapped
 *   addresses is the IPv4 block they carry
 * @returns the block, or undefined when the text is none
 */
export function parseRange(cidr: string): Range | undefined {
  const slash = cidr.indexOf('/')
  const ip = parseIp(slash === -1 ? cidr : cidr.slice(0, slash))
  if (ip === undefined) return undefined
  const { family, bits } = ip
  if (slash === -1) return { family, bits, prefix: widths[family] }
  const digits = cidr.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(digits)) return undefined
  const mapped = family === 4 && cidr.includes(':')
  const prefix = Number(digits) - (mapped ? 96 : 0)
  return prefix < 0 || prefix > widths[family] ? undefined : { family, bits, prefix }
}

/** Whether one of the blocks holds the address; a block holds addresses of its own family only. */
export function inRanges(ranges: readonly Range[], ip: Ip): boolean {
  return ranges.some((range) => {
    const rest = BigInt(widths[range.family] - range.prefix)
    return range.family === ip.family && range.bits >> rest === ip.bits >> rest
  })
}

function ipv4(bits: bigint): Ip {
  const parts = [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn)
  return { canonical: parts.join('.'), family: 4, bits }
}

function bitsOfQuad(text: string): bigint {
  return text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

/** `text` is known to be IPv6: at most one `::`, the right number of groups. */
function bitsOfGroups(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const before = readGroups(head)
  if (tail === undefined) return joinGroups(before)
  const after = readGroups(tail)
  const gap = new Array<bigint>(8 - before.length - after.length).fill(0n)
  return joinGroups([...before, ...gap, ...after])
}

function readGroups(text: string): bigint[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)]
    const quad = bitsOfQuad(group)
    return [quad >> 16n, quad & 0xffffn]
  })
}

function joinGroups(groups: readonly bigint[]): bigint {
  return groups.reduce((bits, group) => (bits << 16n) | group, 0n)
}

/** RFC 5952 section 4: lower case, no leading zeros, `::` for the first of the longest runs of two or more zero groups. */
function writeGroups(bits: bigint): string {
  const groups = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((place) => ((bits >> (place * 16n)) & 0xffffn).toString(16))
  const runs = groups.map((_, start) => {
    const end = groups.findIndex((group, at) => at >= start && group !== '0')
    return { start, length: (end === -1 ? groups.length : end) - start }
  })
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best))
  if (longest.length < 2) return groups.join(':')
  return `${groups.slice(0, longest.start).join(':')}::${groups.slice(longest.start + longest.length).join(':')}`
}
