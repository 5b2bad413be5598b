import type { FieldErrors } from '../../base/problem.ts'
import type { Language } from '../../words/languages.ts'
import { faultInWords, type Words, wordsOf } from '../../words/words.ts'
import { type Html, html } from '../html.ts'
import { donePage, pageShell } from './page-shell.ts'

type Given = { token: string; email?: string; username?: string; faults?: FieldErrors }

/**
 * Where the link of a console lands that makes the first administrator.
 * @param given what was typed before, but for the password, and why it was refused
 */
export function firstAdminPage(language: Language, { token, email = '', username = '', faults = {} }: Given): string {
  const words = wordsOf(language)
  const page = words.pages.firstAdmin
  const show = (shown: Field): Html => field(words, faults, shown)
  const refused = Object.keys(faults).length > 0
  return pageShell(language, {
    title: page.title,
    body: html`${refused ? html`<div class="alert" role="alert"><p>${page.refused}</p></div>` : ''}
<form method="post" action="/first-admin">
<input type="hidden" name="token" value="${token}">
${show({ name: 'email', label: page.email, type: 'email', value: email, complete: 'email' })}
${show({ name: 'username', label: page.username, type: 'text', value: username, complete: 'username' })}
${show({ name: 'password', label: page.password, type: 'password', value: '', complete: 'new-password' })}
<button type="submit">${page.button}</button>
</form>
<p class="hint">${page.hint}</p>`,
  })
}

export function firstAdminDonePage(language: Language): string {
  return donePage(language, wordsOf(language).pages.firstAdminDone)
}

type Field = { name: string; label: string; type: string; value: string; complete: string }

function field(words: Words, faults: FieldErrors, { name, label, type, value, complete }: Field): Html {
  const messages = (faults[name] ?? []).map((message) => faultInWords(words, message))
  const wrong = messages.length > 0
  return html`<div class="field">
<label for="${name}">${label}</label>
${wrong ? html`<div class="faults" id="${name}-faults">${messages.map((message) => html`<p>${message}</p>`)}</div>` : ''}
<input type="${type}" id="${name}" name="${name}" value="${value}" autocomplete="${complete}" required${
    wrong ? html` aria-invalid="true" aria-describedby="${name}-faults"` : ''
  }>
</div>`
}
