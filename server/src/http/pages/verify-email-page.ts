import type { Language } from '../../words/languages.ts'
import { wordsOf } from '../../words/words.ts'
import { html } from '../html.ts'
import { askPage, type Onward, pageShell, signInSentence } from './page-shell.ts'

/** Where the link of the verification mail lands. */
export function verifyEmailPage(language: Language, { token }: { token: string }): string {
  return askPage(language, wordsOf(language).pages.verify, { action: '/verify-email', token })
}

export function verifyEmailDonePage(language: Language, onward: Onward = {}): string {
  const { title, said } = wordsOf(language).pages.verified
  return pageShell(language, { title, body: html`<p role="status">${signInSentence(said, onward)}</p>` })
}
