import { html } from '../html.ts'
import { pageShell } from './page-shell.ts'

/** Where a person who lost the password asks for a link. */
export function forgotPasswordPage(): string {
  return pageShell({
    title: 'Reset your password',
    body: html`<p>Enter the address of your account. If it has one, a link is on its way a moment later.</p>
<form method="post" action="/forgot-password">
<div class="field">
<label for="email">Email address</label>
<input type="email" id="email" name="email" autocomplete="username" required autofocus>
</div>
<button type="submit">Send the link</button>
</form>`,
  })
}

/** The same for every address. */
export function forgotPasswordDonePage(): string {
  return pageShell({
    title: 'Look into your mailbox',
    body: html`<p role="status">If this address has an account, a link to choose a new password was sent to it.</p>`,
  })
}
