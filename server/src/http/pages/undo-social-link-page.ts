import type { Language } from '../../words/languages.ts'
import { wordsOf } from '../../words/words.ts'
import { askPage, donePage } from './page-shell.ts'

/** Where the link in the notice of a new link to another service lands. */
export function undoSocialLinkPage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.undoLink, { action: '/undo-social-link', token })
}

export function undoSocialLinkDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.linkUndone)
}
