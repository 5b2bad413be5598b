import { html } from '../html.ts'
import { oneButtonForm, pageShell } from './page-shell.ts'

/** Where the link that keeps an account lands. */
export function keepAccountPage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/keep-account', token, button: 'Keep my account' })
  return pageShell({
    title: 'Keep your account',
    body: html`<p>Your account is going to be erased with everything stored about you. Stop that here.</p>
${form}
<p class="hint">If you want it erased, just close this page.</p>`,
  })
}

export function keepAccountDonePage(): string {
  return pageShell({
    title: 'Your account stays',
    body: html`<p role="status">Nothing is erased.</p>
<p>If it was not you who asked for it, somebody may know your password. Choose a new one now, by “forgot password” where
you sign in.</p>`,
  })
}
