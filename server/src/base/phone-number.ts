import { createRequire } from 'node:module'

type Library = typeof import('libphonenumber-js/max')

export type PhoneNumber = {
  /** E.164, such as +14155552671. */
  readonly number: string
  /** Two letters (ISO 3166-1), or the calling code where a number belongs to no one country. */
  readonly country: string
}

/**
 * Reads a phone number in international form. The numbering plans of the world are loaded with the first one.
 * @returns `unreadable` for what is no number at all, `impossible` for one that no network has
 */
export function parsePhoneNumber(text: string): PhoneNumber | 'unreadable' | 'impossible' {
  const { parsePhoneNumberWithError, ParseError } = createRequire(import.meta.url)('libphonenumber-js/max') as Library
  try {
    const parsed = parsePhoneNumberWithError(text.replace(/^tel:/i, ''), { extract: false })
    if (!parsed.isValid()) return 'impossible'
    return { number: parsed.number, country: parsed.country ?? parsed.countryCallingCode }
  } catch (error) {
    if (error instanceof ParseError) return 'unreadable'
    throw error
  }
}
