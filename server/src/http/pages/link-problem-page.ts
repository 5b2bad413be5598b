import type { Language } from '../../words/languages.ts'
import { faultInWords, wordsOf } from '../../words/words.ts'
import { html } from '../html.ts'
import { pageShell } from './page-shell.ts'

/**
 * For a link that cannot be used: spent, expired, superseded or cut off by a mail program.
 * @param message the public sentence of the refusal, as the API says it
 */
export function linkProblemPage(language: Language, { message }: { message: string }): string {
  const words = wordsOf(language)
  const { title, next } = words.pages.broken
  return pageShell(language, {
    title,
    body: html`<p class="alert" role="alert">${faultInWords(words, message)}</p>
<p>${next}</p>`,
  })
}
