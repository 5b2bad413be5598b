import { choose, type Language, languages, nameOf } from './spoken.ts'
import { useLanguage } from './texts.tsx'

type LanguageMenuProps = {
  /** Said to who does not see it. */
  readonly label: string
  /** Told when the pages speak it. */
  readonly onChosen?: (language: Language) => void
}

/** The languages by their own names; the browser's own menu, which every keyboard and screen reader knows. */
export function LanguageMenu({ label, onChosen }: LanguageMenuProps) {
  const present = useLanguage()
  const take = (wish: string) => {
    const language = languages.find((one) => one === wish)
    if (!language) return
    // Where its catalogue cannot be had, all stays as it is, the menu too.
    void choose(language).then(
      () => onChosen?.(language),
      () => undefined,
    )
  }
  return (
    <select
      className="language-menu"
      aria-label={label}
      value={present}
      onChange={({ currentTarget }) => take(currentTarget.value)}
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {nameOf(language)}
        </option>
      ))}
    </select>
  )
}
