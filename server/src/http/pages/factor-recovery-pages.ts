import { html } from '../html.ts'
import { oneButtonForm, pageShell } from './page-shell.ts'

/** Where the link that objects to the removal of second factors lands. */
export function cancelRecoveryPage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/cancel-factor-recovery', token, button: 'Keep my second factors' })
  return pageShell({
    title: 'Keep your second factors',
    body: html`<p>If it was not your wish that they are removed, stop it here.</p>
${form}
<p class="hint">If you have lost them, just close this page and wait.</p>`,
  })
}

export function cancelRecoveryDonePage(): string {
  return pageShell({
    title: 'Your second factors stay',
    body: html`<p role="status">Nothing is removed.</p>
<p>Somebody may know your password. Choose a new one now, by “forgot password” where you sign in.</p>`,
  })
}
