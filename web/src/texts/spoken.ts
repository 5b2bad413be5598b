import { en, type Texts } from './en/pages.ts'

type Catalogue = () => Promise<Texts>

/** The languages there are, by their own names, and where their catalogues come from; English is always there. */
const catalogues = {
  en: { name: 'English', load: async () => en },
  es: { name: 'Español', load: async () => (await import('./es/pages.ts')).texts },
  de: { name: 'Deutsch', load: async () => (await import('./de/pages.ts')).texts },
  fr: { name: 'Français', load: async () => (await import('./fr/pages.ts')).texts },
  hi: { name: 'हिन्दी', load: async () => (await import('./hi/pages.ts')).texts },
} as const satisfies Record<string, { name: string; load: Catalogue }>

export type Language = keyof typeof catalogues

export const languages = Object.keys(catalogues) as readonly Language[]

export function nameOf(language: Language): string {
  return catalogues[language].name
}

/** The language of a tag such as `de-AT`, if we have it. */
export function nearestLanguage(tag: string): Language | undefined {
  const primary = tag.split('-')[0]?.toLowerCase()
  return languages.find((language) => language === primary)
}

export type Spoken = { readonly texts: Texts; readonly language: Language }

/** What the pages speak now, and who must hear of a change. */
const state: { spoken: Spoken; hearers: Set<() => void> } = {
  spoken: { texts: en, language: 'en' },
  hearers: new Set(),
}

export function spoken(): Spoken {
  return state.spoken
}

/** @returns ends it */
export function onSpoken(hear: () => void): () => void {
  state.hearers.add(hear)
  return () => void state.hearers.delete(hear)
}

/** Speaks a language as soon as its catalogue is there. @throws where it cannot be had */
export async function speak(language: Language): Promise<void> {
  const texts = await catalogues[language].load()
  document.documentElement.lang = language
  state.spoken = { texts, language }
  for (const hear of state.hearers) hear()
}

const mark = 'kalosphere-language'

/** Speaks a language, and keeps to it in this browser. */
export async function choose(language: Language): Promise<void> {
  await speak(language)
  try {
    localStorage.setItem(mark, language)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** The language that was chosen in this browser, or else the first of the reader's that we have. */
export function wantedLanguage(): Language {
  const wishes = [chosen() ?? '', ...navigator.languages].map(nearestLanguage)
  return wishes.find((one) => one !== undefined) ?? 'en'
}

function chosen(): string | null {
  try {
    return localStorage.getItem(mark)
  } catch {
    return null
  }
}
