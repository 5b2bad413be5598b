import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type AdminTexts, admin } from './en/admin.ts'
import type { Language } from './spoken.ts'
import { SpokenContext, useLanguage, useTexts } from './texts.tsx'

/**
 * The catalogues of the dashboard, beside those of all other pages: they are loaded with it, and with nothing else.
 * English is always there.
 */
const catalogues: Readonly<Record<Language, () => Promise<AdminTexts>>> = {
  en: async () => admin,
  es: async () => (await import('./es/admin.ts')).admin,
  de: async () => (await import('./de/admin.ts')).admin,
  fr: async () => (await import('./fr/admin.ts')).admin,
  hi: async () => (await import('./hi/admin.ts')).admin,
}

const AdminTextsContext = createContext<AdminTexts>(admin)

/** The texts of the dashboard in the language of the pages; what refusals say there is told by all its forms. */
export function AdminTextsProvider({ children }: { children: ReactNode }) {
  const texts = useTexts()
  const language = useLanguage()
  const [found, setFound] = useState<{ language: Language; words: AdminTexts }>()
  useEffect(() => {
    let isOver = false
    const say = (words: AdminTexts) => {
      if (!isOver) setFound({ language, words })
    }
    // Without its catalogue it stays English.
    catalogues[language]().then(say, () => say(admin))
    return () => {
      isOver = true
    }
  }, [language])
  const words = found?.language === language ? found.words : undefined
  const spoken = useMemo(
    () => ({ texts: { ...texts, problems: { ...texts.problems, ...words?.problems } }, language }),
    [texts, words, language],
  )
  if (words === undefined) return null
  return (
    <SpokenContext value={spoken}>
      <AdminTextsContext value={words}>{children}</AdminTextsContext>
    </SpokenContext>
  )
}

export function useAdminTexts(): AdminTexts {
  return useContext(AdminTextsContext)
}
