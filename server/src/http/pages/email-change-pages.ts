import type { Language } from '../../words/languages.ts'
import { wordsOf } from '../../words/words.ts'
import { askPage, donePage } from './page-shell.ts'

/** Where the link sent to a new address lands. */
export function confirmEmailChangePage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.confirmEmail, { action: '/confirm-email-change', token })
}

export function confirmEmailChangeDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.emailConfirmed)
}

/** Where the link sent to the former address lands. */
export function undoEmailChangePage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.undoEmail, { action: '/undo-email-change', token })
}

export function undoEmailChangeDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.emailUndone)
}
