import type { Moment } from '../../outbox/mail-facts.ts'
import type { Language } from '../../words/languages.ts'

/**
 * A moment for readers of any time zone: `Mon, 23 Nov 2026 15:32:10 UTC`, `23. November 2026 um 15:32:10 UTC`.
 * @throws TypeError for a text that is no moment
 */
export function utcText(moment: Moment, language: Language): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) throw new TypeError('Not a moment in time.')
  if (language === 'en') return date.toUTCString().replace('GMT', 'UTC')
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'UTC',
    hourCycle: 'h23',
  }).format(date)
}

/** Kept, one a language: to make one takes longer than all else of a mail's words. */
const wordsOf = new Map<string, Intl.DurationFormat>()

/**
 * A length of time in words: `60 minutes`, `24 hours`, `14 days`. Whole hours above one, whole days above three, since
 * `60 minutes` and `24 hours` read more exact than `1 hour` and `1 day`.
 * @param minutes at least 1
 */
export function durationInWords(minutes: number, locale: string): string {
  if (!Number.isInteger(minutes) || minutes < 1) throw new TypeError('A duration is a whole number of minutes.')
  const words = wordsOf.get(locale) ?? new Intl.DurationFormat(locale, { style: 'long' })
  wordsOf.set(locale, words)
  if (minutes >= 3 * 1440 && minutes % 1440 === 0) return words.format({ days: minutes / 1440 })
  if (minutes > 60 && minutes % 60 === 0) return words.format({ hours: minutes / 60 })
  return words.format({ minutes })
}
