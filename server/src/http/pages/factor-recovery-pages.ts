import type { Language } from '../../words/languages.ts'
import { wordsOf } from '../../words/words.ts'
import { askPage, donePage } from './page-shell.ts'

/** Where the link that objects to the removal of second factors lands. */
export function cancelRecoveryPage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.keepFactors, { action: '/cancel-factor-recovery', token })
}

export function cancelRecoveryDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.factorsKept)
}
