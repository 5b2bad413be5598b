import { useSyncExternalStore } from 'react'
import type { Texts } from './en.ts'
import { type Language, onSpoken, spoken } from './spoken.ts'

export function useTexts(): Texts {
  return useSyncExternalStore(onSpoken, spoken).texts
}

/** The language that the pages are in, for times and numbers. */
export function useLanguage(): Language {
  return useSyncExternalStore(onSpoken, spoken).language
}
