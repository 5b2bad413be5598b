type Kind = 'text' | 'date' | 'flag' | readonly string[]
type Shape = { readonly [name: string]: Kind }
type Value<K> = K extends readonly (infer Word)[] ? Word : K extends 'flag' ? boolean : string

/** The filters of a view, as its address holds them. */
export type Search<S extends Shape> = { -readonly [N in keyof S]?: Value<S[N]> }

/**
 * Reads the filters of a view off its address. What is no value of its kind is left out, so that an address that somebody
 * made up shows the view and not a fault.
 */
export function searchOf<const S extends Shape>(shape: S): (given: Record<string, unknown>) => Search<S> {
  return (given) => {
    const read = Object.entries(shape).map(([name, kind]) => [name, readValue(kind, given[name])])
    return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Search<S>
  }
}

/** @param given as the router parsed it: what looks like a number or a truth value is one */
function readValue(kind: Kind, given: unknown): unknown {
  if (given === undefined || given === null || typeof given === 'object') return undefined
  const text = String(given)
  if (kind === 'text') return text === '' ? undefined : text.slice(0, 254)
  if (kind === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined
  if (kind === 'flag') return text === 'true' ? true : text === 'false' ? false : undefined
  return kind.find((word) => word === text)
}
