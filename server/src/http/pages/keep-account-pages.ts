import type { Language } from '../../words/languages.ts'
import { wordsOf } from '../../words/words.ts'
import { askPage, donePage } from './page-shell.ts'

/** Where the link that keeps an account lands. */
export function keepAccountPage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.keepAccount, { action: '/keep-account', token })
}

export function keepAccountDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.accountKept)
}
