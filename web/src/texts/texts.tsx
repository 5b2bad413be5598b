import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { en, type Texts } from './en.ts'

/** The languages there are, and where their catalogues come from; English is always there. */
const catalogues: Readonly<Record<string, () => Promise<Texts>>> = { en: async () => en }

type Spoken = { readonly texts: Texts; readonly language: string }

export const SpokenContext = createContext<Spoken>({ texts: en, language: 'en' })

/** The first language of the reader that we have. */
function wantedLanguage(): string {
  const wishes = navigator.languages.map((tag) => tag.split('-')[0] ?? '')
  return wishes.find((one) => one in catalogues) ?? 'en'
}

export function TextsProvider({ children }: { children: ReactNode }) {
  const [spoken, setSpoken] = useState<Spoken>({ texts: en, language: 'en' })
  useEffect(() => {
    const language = wantedLanguage()
    const speak = (texts: Texts) => {
      document.documentElement.lang = language
      setSpoken({ texts, language })
    }
    // Without its catalogue it stays English.
    catalogues[language]?.().then(speak, () => undefined)
  }, [])
  return <SpokenContext value={spoken}>{children}</SpokenContext>
}

export function useTexts(): Texts {
  return useContext(SpokenContext).texts
}

/** The language that the pages are in, for times and numbers. */
export function useLanguage(): string {
  return useContext(SpokenContext).language
}
