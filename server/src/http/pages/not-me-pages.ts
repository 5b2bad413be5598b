import type { Language } from '../../words/languages.ts'
import { type NotUndone, type Undone, undoneInWords, wordsOf } from '../../words/words.ts'
import { askPage, donePage } from './page-shell.ts'

/** Where the link lands by which a person says that an event was not their doing. */
export function notMePage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.notMe, { action: '/this-was-not-me', token })
}

type Outcome = { readonly undone: readonly Undone[]; readonly notUndone: readonly NotUndone[] }

/** @param outcome what was taken back, and what could not be */
export function notMeDonePage(language: Language, { undone, notUndone }: Outcome): string {
  const words = wordsOf(language)
  const { title, said, next } = words.pages.frozen
  return donePage(language, { title, said: said(undoneInWords(words, undone, notUndone)), next })
}

/** For a link that was pressed before, and for those of later events, which went with it. */
export function notMeDoneBeforePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.frozenBefore)
}
