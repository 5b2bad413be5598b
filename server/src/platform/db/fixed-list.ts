/**
 * Fills a list up with its last member, for `in (…)`: a statement of one length is compiled, prepared and planned once,
 * and one of every length each time anew.
 * @param length at least that of the list, which must not be empty
 */
export function fixedList<T>(list: readonly T[], length: number): T[] {
  const last = list.at(-1)
  if (last === undefined || list.length > length) throw new TypeError(`the list must have 1 to ${length} members`)
  return [...list, ...Array.from({ length: length - list.length }, () => last)]
}
