import { html } from '../html.ts'
import { type Onward, oneButtonForm, pageShell, signInWords } from './page-shell.ts'

/** Where the link of the verification mail lands. */
export function verifyEmailPage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/verify-email', token, button: 'Verify my address' })
  return pageShell({
    title: 'Verify your email address',
    body: html`<p>One more step: confirm that the address this link was sent to is yours.</p>
${form}
<p class="hint">If you did not register, just close this page.</p>`,
  })
}

export function verifyEmailDonePage(onward: Onward = {}): string {
  return pageShell({
    title: 'Your address is verified',
    body: html`<p role="status">Thank you. You can close this page and ${signInWords(onward)}.</p>`,
  })
}
