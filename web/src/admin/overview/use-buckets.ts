import { useMemo } from 'react'
import { useLanguage } from '../../texts/texts.tsx'

export type Step = 'day' | 'hour'

/** How times and counts of plots are written. Their days and hours are those of UTC, wherever the reader is. */
export function useBuckets(by: Step) {
  const language = useLanguage()
  return useMemo(() => {
    const short: Intl.DateTimeFormatOptions =
      by === 'day' ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }
    const long: Intl.DateTimeFormatOptions =
      by === 'day'
        ? { day: 'numeric', month: 'long', year: 'numeric' }
        : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
    const numbers = new Intl.NumberFormat(language)
    const written = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
      return (from: string) => format.format(new Date(from))
    }
    return { short: written(short), long: written(long), count: (count: number) => numbers.format(count) }
  }, [language, by])
}

/** A count as it is written, or the words for what was not measured. */
export function countOr(unmeasured: string, count: number | null, write: (count: number) => string): string {
  return count === null ? unmeasured : write(count)
}
