import { fieldProblem } from '../base/problem.ts'

type Fault = string | undefined

/** A language tag that the platform understands (BCP 47). */
export function localeFault(locale: string | undefined): Fault {
  if (locale === undefined) return undefined
  try {
    return Intl.getCanonicalLocales(locale).length === 1 ? undefined : 'Enter a valid language tag.'
  } catch {
    return 'Enter a valid language tag.'
  }
}

/** A time zone of the IANA database. */
export function timezoneFault(timezone: string | undefined): Fault {
  if (timezone === undefined) return undefined
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
    return undefined
  } catch {
    return 'Enter a valid time zone.'
  }
}

/** An https picture, or none: other schemes would run in whatever page shows it. */
export function avatarFault(url: string | undefined): Fault {
  if (url === undefined || url === '') return undefined
  return URL.parse(url)?.protocol === 'https:' ? undefined : 'Enter a valid https URL.'
}

/** @throws Problem `invalid_input` naming every field that has a fault */
export function refuseFields(faults: Record<string, Fault>): void {
  const found = Object.entries(faults).flatMap(([name, fault]) => (fault === undefined ? [] : [[name, [fault]]]))
  if (found.length > 0) throw fieldProblem(Object.fromEntries(found))
}
