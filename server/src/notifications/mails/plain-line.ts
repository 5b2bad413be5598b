/** Controls, and the invisible marks that turn the reading direction or end a line (CVE-2021-42574). */
const unseen = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/**
 * Makes one harmless line of a text somebody else chose (a name, a browser's words): it can neither add lines to a
 * plain-text mail nor reorder what stands beside it. Escaping for HTML is the template's business.
 * @param text anything
 * @param longest how many code points are kept; a cut is shown by an ellipsis
 */
export function plainLine(text: string, longest: number): string {
  const line = text.replace(unseen, ' ').replace(/\s+/gu, ' ').trim()
  const points = Array.from(line)
  return points.length <= longest ? line : `${points.slice(0, longest - 1).join('')}…`
}

/**
 * The name to greet somebody by, or nothing when the name is an advertisement: sign-up forms are abused to have a
 * trusted sender mail `Hello https://…` to strangers.
 */
export function greetableName(name: string): string {
  const line = plainLine(name, 80)
  // Mail programs make links of bare domains too; a sentence that holds one is no name.
  const isSentence = /\s/.test(line) && /[\p{L}\p{N}]\.\p{L}{2}/u.test(line)
  return isSentence || /:\/\/|www\.|\.\p{L}{2,}[/?#]/iu.test(line) ? '' : line
}
