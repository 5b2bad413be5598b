import type { Language } from '../../words/languages.ts'
import { wordsOf } from '../../words/words.ts'
import { html } from '../html.ts'
import { donePage, pageShell } from './page-shell.ts'

/** Where a person who lost the password asks for a link. */
export function forgotPasswordPage(language: Language): string {
  const { title, lead, email, button } = wordsOf(language).pages.forgot
  return pageShell(language, {
    title,
    body: html`<p>${lead}</p>
<form method="post" action="/forgot-password">
<div class="field">
<label for="email">${email}</label>
<input type="email" id="email" name="email" autocomplete="username" required autofocus>
</div>
<button type="submit">${button}</button>
</form>`,
  })
}

/** The same for every address. */
export function forgotPasswordDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.forgotDone)
}
