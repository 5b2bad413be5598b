import { useMemo } from 'react'
import { useLanguage } from '../texts/texts.tsx'

export type Moments = {
  /** Such as "3 minutes ago". @param at RFC 3339 */
  readonly ago: (at: string) => string
  /** Day and time, as the reader writes them. */
  readonly exactly: (at: string) => string
  readonly day: (at: string) => string
}

const steps: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
]

/** Times in the language of the pages and the reader's own zone. */
export function useMoments(): Moments {
  const language = useLanguage()
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
    const whole = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
    const days = new Intl.DateTimeFormat(language, { dateStyle: 'long' })
    return {
      ago(at) {
        const seconds = (Date.parse(at) - Date.now()) / 1000
        const [size, unit] = steps.find(([step]) => Math.abs(seconds) >= step) ?? [1, 'second']
        if (unit === 'second') return relative.format(0, 'second')
        if (unit === 'day' && Math.abs(seconds) > 30 * 86_400) return days.format(new Date(at))
        return relative.format(Math.round(seconds / size), unit)
      },
      exactly: (at) => whole.format(new Date(at)),
      day: (at) => days.format(new Date(at)),
    }
  }, [language])
}
