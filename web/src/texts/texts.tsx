import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { en, type Texts } from './en.ts'

/** The languages there are, and where their catalogues come from; English is always there. */
const catalogues: Readonly<Record<string, () => Promise<Texts>>> = { en: async () => en }

type Spoken = { readonly texts: Texts; readonly language: string; readonly speak: (language: string) => void }

const SpokenContext = createContext<Spoken>({ texts: en, language: 'en', speak: () => undefined })

export const languages: readonly string[] = Object.keys(catalogues)

const kept = 'kalosphere-auth-language'

/** The first language of the reader that we have. */
function wantedLanguage(): string {
  const wishes = [localStorage.getItem(kept) ?? '', ...navigator.languages].map((tag) => tag.split('-')[0] ?? '')
  return wishes.find((one) => one in catalogues) ?? 'en'
}

export function TextsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(wantedLanguage)
  const [texts, setTexts] = useState<Texts>(en)
  useEffect(() => {
    document.documentElement.lang = language
    catalogues[language]?.().then(setTexts, () => setTexts(en))
  }, [language])
  const speak = (next: string): void => {
    localStorage.setItem(kept, next)
    setLanguage(next)
  }
  return <SpokenContext value={{ texts, language, speak }}>{children}</SpokenContext>
}

export function useTexts(): Texts {
  return useContext(SpokenContext).texts
}

export function useLanguage(): Spoken {
  return useContext(SpokenContext)
}
