import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Texts } from './en/pages.ts'
import { type Language, onSpoken, type Spoken, spoken } from './spoken.ts'

/** For a part of the pages that says some things in other words; undefined where nothing is said otherwise. */
export const SpokenContext = createContext<Spoken | undefined>(undefined)

function useSpoken(): Spoken {
  const everywhere = useSyncExternalStore(onSpoken, spoken)
  return useContext(SpokenContext) ?? everywhere
}

export function useTexts(): Texts {
  return useSpoken().texts
}

/** The language that the pages are in, for times and numbers. */
export function useLanguage(): Language {
  return useSpoken().language
}
