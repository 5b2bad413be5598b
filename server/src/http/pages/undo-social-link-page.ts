import { html } from '../html.ts'
import { oneButtonForm, pageShell } from './page-shell.ts'

/** Where the link in the notice of a new link to another service lands. */
export function undoSocialLinkPage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/undo-social-link', token, button: 'Take the link back' })
  return pageShell({
    title: 'Was it not you?',
    body: html`<p>If somebody else linked your account to another service, take it back here. Every session ends, yours too.</p>
${form}
<p class="hint">If it was you, just close this page.</p>`,
  })
}

export function undoSocialLinkDonePage(): string {
  return pageShell({
    title: 'The link was taken back',
    body: html`<p role="status">That service no longer opens your account, and every session has ended.</p>
<p>Somebody may know your password. Choose a new one now, by “forgot password” where you sign in.</p>`,
  })
}
