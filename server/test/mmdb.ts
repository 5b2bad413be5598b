/** What a network holds: members by name, texts or objects of them. */
export type Facts = { readonly [name: string]: string | number | Facts | readonly string[] }

/** A network as its bits, such as those of 192.0.2.0/24, and what is known of it. */
type Entry = readonly [network: string, length: number, facts: Facts]
type Node = [left: number | Node, right: number | Node]

const separator = 16
const nowhere = -1

/**
 * A small file in the MaxMind DB format (version 2.0): a tree over the bits of IPv6 addresses, in which IPv4 addresses are
 * the last 32 of 128 bits, with records of 32 bits.
 * @param entries IPv4 networks without overlap
 */
export function makeMmdb(entries: readonly Entry[]): Buffer {
  const root: Node = [nowhere, nowhere]
  const data: Buffer[] = []
  for (const [network, length, facts] of entries) {
    insert(
      root,
      bitsOf(network).slice(0, 96 + length),
      data.reduce((sum, part) => sum + part.length, 0),
    )
    data.push(encode(facts))
  }
  const nodes = numbered(root)
  const tree = Buffer.alloc(nodes.size * 8)
  for (const [node, number] of nodes) {
    for (const side of [0, 1] as const) tree.writeUInt32BE(recordOf(node[side], nodes), number * 8 + side * 4)
  }
  const about = { node_count: nodes.size, record_size: 32, ip_version: 6, binary_format_major_version: 2 }
  const more = { binary_format_minor_version: 0, build_epoch: 1_700_000_000, database_type: 'Test-City' }
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
  return Buffer.concat([
    tree,
    Buffer.alloc(separator),
    ...data,
    marker,
    encode({ ...about, ...more, languages: ['en'] }),
  ])
}

function bitsOf(network: string): number[] {
  const bits = network.split('.').flatMap((part) => [...Number(part).toString(2).padStart(8, '0')].map(Number))
  return [...Array.from({ length: 96 }, () => 0), ...bits]
}

function insert(root: Node, bits: readonly number[], offset: number): void {
  let node = root
  for (const [depth, bit] of bits.entries()) {
    const side = bit === 0 ? 0 : 1
    if (depth === bits.length - 1) {
      node[side] = offset
      return
    }
    const next = node[side]
    const below: Node = typeof next === 'number' ? [nowhere, nowhere] : next
    node[side] = below
    node = below
  }
}

function numbered(root: Node): Map<Node, number> {
  const nodes = new Map<Node, number>()
  const visit = (node: Node): void => {
    nodes.set(node, nodes.size)
    for (const next of node) if (typeof next !== 'number') visit(next)
  }
  visit(root)
  return nodes
}

/** A record is the number of a node, or beyond these a place in the data; the number of nodes itself is nothing. */
function recordOf(next: number | Node, nodes: Map<Node, number>): number {
  if (typeof next !== 'number') return nodes.get(next) ?? 0
  return next === nowhere ? nodes.size : nodes.size + separator + next
}

function encode(value: Facts[string]): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(6, 4), bytes])
  }
  // Type 11, an array, does not fit into the three bits of the first byte.
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encode)])
  const members = Object.entries(value as Facts)
  return Buffer.concat([control(7, members.length), ...members.flatMap(([name, of]) => [encode(name), encode(of)])])
}

/** Type and size in one byte, and the rest of sizes from 29 on in a second. */
function control(type: number, size: number): Buffer {
  return Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29])
}
