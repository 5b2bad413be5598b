import type { Language } from '../../words/languages.ts'
import { type Html, html, toText } from '../html.ts'

/** Where the stylesheet of these pages is served. */
export const pagesCssPath = '/pages.css'

/**
 * A whole HTML document around one card. It has no script and no inline style, so the strictest content policy fits;
 * it sends no `Referer`, because the address of the page may hold a link's token.
 * @param language of all its words
 * @param title what the page is about; also its heading
 * @param body what stands below the heading
 */
export function pageShell(language: Language, { title, body }: { title: string; body: Html }): string {
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} · Kalosphere</title>
<link rel="stylesheet" href="${pagesCssPath}">
</head>
<body>
<main>
<p class="brand">Kalosphere</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return toText(page)
}

/** Whether the web application is there, for a page that it goes on from. */
export type Onward = { readonly toSignIn?: boolean }

/** A sentence with "sign in" in its midst: a link where there is a page for it. */
export function signInSentence([before, words, after]: readonly [string, string, string], onward: Onward): Html {
  return html`${before}${onward.toSignIn ? html`<a href="/sign-in">${words}</a>` : words}${after}`
}

/** What a page says of what was done, and what to do next. */
export function donePage(language: Language, { title, said, next }: { title: string; said: string; next?: string }) {
  const body = html`<p role="status">${said}</p>${next === undefined ? '' : html`\n<p>${next}</p>`}`
  return pageShell(language, { title, body })
}

type Asked = { title: string; lead: string; button: string; hint: string }

/** A page that asks for one press of a button. */
export function askPage(
  language: Language,
  words: Asked,
  { action, token }: { action: string; token: string },
): string {
  const { title, lead, button, hint } = words
  return pageShell(language, {
    title,
    body: html`<p>${lead}</p>
${oneButtonForm({ action, token, button })}
<p class="hint">${hint}</p>`,
  })
}

/**
 * A form with one button and the link's token in a hidden field: nothing happens before a person presses it, so that
 * mail scanners and previews, which follow links, use nothing up.
 * @param action the path it posts to
 */
function oneButtonForm({ action, token, button }: { action: string; token: string; button: string }): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="token" value="${token}">
<button type="submit">${button}</button>
</form>`
}
