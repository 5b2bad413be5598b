const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many tones there are in `avatar.css`. */
const tones = 8

/** At most two letters that stand for somebody, as a reader counts letters. @param name words, or a username */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '')
  return words
    .slice(0, 2)
    .map((word) => [...letters.segment(word)][0]?.segment.toLocaleUpperCase() ?? '')
    .join('')
}

/** Which tone somebody has: always the same one. @param id of the account, which stays when its name does not */
export function toneOf(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  return sum % tones
}
