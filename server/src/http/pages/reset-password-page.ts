import type { FieldErrors } from '../../base/problem.ts'
import type { Language } from '../../words/languages.ts'
import { faultInWords, type Words, wordsOf } from '../../words/words.ts'
import { type Html, html } from '../html.ts'
import { type Onward, pageShell, signInSentence } from './page-shell.ts'

type Field = { name: 'new_password' | 'confirm_password'; label: string; hint: string; focused: boolean }

/**
 * Where the links of the mails about a new password land.
 * @param token the link's token
 * @param faults why the last try was refused, by field; the passwords themselves are never shown again
 */
export function resetPasswordPage(
  language: Language,
  { token, faults: given = {} }: { token: string; faults?: FieldErrors },
): string {
  const words = wordsOf(language)
  const { reset } = words.pages
  const faults = inWords(words, given)
  const refused = Object.values(faults).some((messages) => messages.length > 0)
  const wrongRepeat = faultsOf(faults, 'confirm_password').length > 0 && faultsOf(faults, 'new_password').length === 0
  const { hint } = reset
  return pageShell(language, {
    title: refused ? reset.refusedTitle : reset.title,
    body: html`${refused ? alert(reset.refused, faults) : html`<p>${reset.lead}</p>`}
<form method="post" action="/reset-password">
<input type="hidden" name="token" value="${token}">
${passwordField({ name: 'new_password', label: reset.password, hint, focused: !wrongRepeat }, faults)}
${passwordField({ name: 'confirm_password', label: reset.again, hint: '', focused: wrongRepeat }, faults)}
<button type="submit">${reset.button}</button>
</form>`,
  })
}

export function resetPasswordDonePage(language: Language, onward: Onward = {}): string {
  const { title, said } = wordsOf(language).pages.resetDone
  return pageShell(language, { title, body: html`<p role="status">${signInSentence(said, onward)}</p>` })
}

function inWords(words: Words, faults: FieldErrors): FieldErrors {
  const said = Object.entries(faults).map(([name, messages]) => [name, messages.map((one) => faultInWords(words, one))])
  return Object.fromEntries(said)
}

/** A labelled field whose hint and faults are read out with it (WCAG 1.3.1, 3.3.1). */
function passwordField({ name, label, hint, focused }: Field, faults: FieldErrors): Html {
  const messages = faultsOf(faults, name)
  const described = [hint ? `${name}-hint` : '', messages.length > 0 ? `${name}-faults` : ''].filter(Boolean).join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
${messages.length > 0 ? html`<div class="faults" id="${name}-faults">${paragraphs(messages)}</div>` : ''}
<input type="password" id="${name}" name="${name}" autocomplete="new-password" required${attributes(described, messages, focused)}>
</div>`
}

function attributes(described: string, messages: readonly string[], focused: boolean): Html {
  return html`${described ? html` aria-describedby="${described}"` : ''}${
    messages.length > 0 ? html` aria-invalid="true"` : ''
  }${focused ? html` autofocus` : ''}`
}

/** Says that the try was refused, with every fault that belongs to no field of this page. */
function alert(refused: string, faults: FieldErrors): Html {
  const others = Object.keys(faults).filter((name) => name !== 'new_password' && name !== 'confirm_password')
  const messages = others.flatMap((name) => faultsOf(faults, name))
  return html`<div class="alert" role="alert"><p>${refused}</p>${paragraphs(messages)}</div>`
}

function paragraphs(messages: readonly string[]): Html[] {
  return messages.map((message) => html`<p>${message}</p>`)
}

function faultsOf(faults: FieldErrors, name: string): readonly string[] {
  return faults[name] ?? []
}
