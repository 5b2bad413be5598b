/** The languages that mails, text messages and pages are written in, by their BCP 47 tags; English is the first. */
export const languages = ['en', 'es', 'de', 'fr', 'hi'] as const

export type Language = (typeof languages)[number]

/**
 * The language of a tag such as `de-AT`.
 * @returns undefined for one that nobody has written, and for what is no tag
 */
export function nearestLanguage(tag: string): Language | undefined {
  const [primary = ''] = tag.trim().toLowerCase().split(/[-_]/, 1)
  return languages.find((language) => language === primary)
}

/** A header that is longer names more languages than anybody speaks. */
const longestHeader = 300

/**
 * The language that a client likes best of those we have.
 * @param header `Accept-Language` (RFC 9110, section 12.5.4), as it was sent
 * @returns undefined when it names none of ours
 */
export function preferredLanguage(header: string | undefined): Language | undefined {
  const wishes = (header ?? '').slice(0, longestHeader).split(',').map(readWish)
  const possible = wishes.filter(({ language, weight }) => language !== undefined && weight > 0)
  // Sorting keeps the order of those that are liked equally.
  return possible.sort((one, other) => other.weight - one.weight)[0]?.language
}

function readWish(text: string): { language: Language | undefined; weight: number } {
  const [tag = '', ...parameters] = text.split(';')
  const given = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(one)?.[1]).find((q) => q !== undefined)
  return { language: nearestLanguage(tag), weight: Number(given ?? 1) }
}
