import { html } from '../html.ts'
import { oneButtonForm, pageShell } from './page-shell.ts'

/** Where the link lands by which a person says that an event was not their doing. */
export function notMePage({ token }: { token: string }): string {
  const form = oneButtonForm({ action: '/this-was-not-me', token, button: 'This was not me' })
  return pageShell({
    title: 'Was it not you?',
    body: html`<p>If somebody else did what the mail tells of, say so here. Your account is frozen, every session ends, and
what was changed since then is taken back. A mail with the way in follows at once.</p>
${form}
<p class="hint">If it was you, just close this page: nothing has happened.</p>`,
  })
}

/** @param undone what was taken back, in words */
export function notMeDonePage({ undone }: { undone: string }): string {
  return pageShell({
    title: 'Your account is frozen',
    body: html`<p role="status">Nobody can use it now, and every session has ended. Taken back: ${undone}.</p>
<p>Look into your mailbox: the mail that was just sent tells how you get in again. If somebody else may read your mail,
secure the mailbox first.</p>`,
  })
}

/** For a link that was pressed before, and for those of later events, which went with it. */
export function notMeDoneBeforePage(): string {
  return pageShell({
    title: 'This was done already',
    body: html`<p role="status">What happened was taken back before, by this link or together with something earlier.
Nothing was changed now.</p>
<p>If you have no new password yet, choose one by the mail that was sent then, or by “forgot password” where you sign in.</p>`,
  })
}
