import type { FieldErrors } from '../../base/problem.ts'
import { type Html, html } from '../html.ts'
import { pageShell } from './page-shell.ts'

type Given = { token: string; email?: string; username?: string; faults?: FieldErrors }

/**
 * Where the link of a console lands that makes the first administrator.
 * @param given what was typed before, but for the password, and why it was refused
 */
export function firstAdminPage({ token, email = '', username = '', faults = {} }: Given): string {
  const refused = Object.keys(faults).length > 0
  return pageShell({
    title: 'Make the first administrator',
    body: html`${refused ? html`<div class="alert" role="alert"><p>The account was not made.</p></div>` : ''}
<form method="post" action="/first-admin">
<input type="hidden" name="token" value="${token}">
${field(faults, { name: 'email', label: 'Email address', type: 'email', value: email, complete: 'email' })}
${field(faults, { name: 'username', label: 'Username', type: 'text', value: username, complete: 'username' })}
${field(faults, { name: 'password', label: 'Password', type: 'password', value: '', complete: 'new-password' })}
<button type="submit">Make the account</button>
</form>
<p class="hint">Administration asks for a second factor: add one after you have signed in.</p>`,
  })
}

export function firstAdminDonePage(): string {
  return pageShell({
    title: 'The account is made',
    body: html`<p role="status">You can close this page and sign in. Add a second factor next.</p>`,
  })
}

type Field = { name: string; label: string; type: string; value: string; complete: string }

function field(faults: FieldErrors, { name, label, type, value, complete }: Field): Html {
  const messages = faults[name] ?? []
  const wrong = messages.length > 0
  return html`<div class="field">
<label for="${name}">${label}</label>
${wrong ? html`<div class="faults" id="${name}-faults">${messages.map((message) => html`<p>${message}</p>`)}</div>` : ''}
<input type="${type}" id="${name}" name="${name}" value="${value}" autocomplete="${complete}" required${
    wrong ? html` aria-invalid="true" aria-describedby="${name}-faults"` : ''
  }>
</div>`
}
