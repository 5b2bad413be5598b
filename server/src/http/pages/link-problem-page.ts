import { html } from '../html.ts'
import { pageShell } from './page-shell.ts'

/**
 * For a link that cannot be used: spent, expired, superseded or cut off by a mail program.
 * @param message the public sentence of the refusal
 */
export function linkProblemPage({ message }: { message: string }): string {
  return pageShell({
    title: 'This link does not work',
    body: html`<p class="alert" role="alert">${message}</p>
<p>A link works once and for a limited time, and only the newest one counts. Ask for a new one where you asked for this
one, and open it from the latest mail.</p>`,
  })
}
