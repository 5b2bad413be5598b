import { html } from '../html.ts'
import { oneButtonForm, pageShell } from './page-shell.ts'

/** Where the link sent to a new address lands. */
export function confirmEmailChangePage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/confirm-email-change', token, button: 'Use this address' })
  return pageShell({
    title: 'Confirm your new address',
    body: html`<p>From then on your account uses the address this link was sent to.</p>
${form}
<p class="hint">If you did not ask for it, just close this page.</p>`,
  })
}

export function confirmEmailChangeDonePage(): string {
  return pageShell({
    title: 'Your address was changed',
    body: html`<p role="status">Your account now uses the new address. You can close this page.</p>`,
  })
}

/** Where the link sent to the former address lands. */
export function undoEmailChangePage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/undo-email-change', token, button: 'Take the change back' })
  return pageShell({
    title: 'Keep your address',
    body: html`<p>If somebody else asked to move your account to another address, take it back here.</p>
${form}
<p class="hint">If it was you, just close this page.</p>`,
  })
}

export function undoEmailChangeDonePage(): string {
  return pageShell({
    title: 'The change was taken back',
    body: html`<p role="status">Your account keeps this address.</p>
<p>Somebody may know your password. Choose a new one now, by “forgot password” where you sign in.</p>`,
  })
}
