import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type AdminTexts, admin } from './en/admin.ts'
import { SpokenContext, useLanguage, useTexts } from './texts.tsx'

/**
 * The catalogues of the dashboard, beside those of all other pages: they are loaded with it, and with nothing else. English
 * is always there.
 */
const catalogues: Readonly<Record<string, () => Promise<AdminTexts>>> = {}

const AdminTextsContext = createContext<AdminTexts>(admin)

/** The texts of the dashboard in the language of the pages; what refusals say there is told by all its forms. */
export function AdminTextsProvider({ children }: { children: ReactNode }) {
  const texts = useTexts()
  const language = useLanguage()
  const [found, setFound] = useState<{ language: string; words: AdminTexts }>()
  useEffect(() => {
    // Without its catalogue it stays English.
    catalogues[language]?.().then(
      (words) => setFound({ language, words }),
      () => undefined,
    )
  }, [language])
  const words = found?.language === language ? found.words : admin
  const spoken = useMemo(
    () => ({ texts: { ...texts, problems: { ...texts.problems, ...words.problems } }, language }),
    [texts, words, language],
  )
  return (
    <SpokenContext value={spoken}>
      <AdminTextsContext value={words}>{children}</AdminTextsContext>
    </SpokenContext>
  )
}

export function useAdminTexts(): AdminTexts {
  return useContext(AdminTextsContext)
}
