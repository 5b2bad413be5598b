import { type Html, html, toText } from '../html.ts'

/** Where the stylesheet of these pages is served. */
export const pagesCssPath = '/pages.css'

/**
 * A whole HTML document around one card. It has no script and no inline style, so the strictest content policy fits;
 * it sends no `Referer`, because the address of the page may hold a link's token.
 * @param title what the page is about; also its heading
 * @param body what stands below the heading
 */
export function pageShell({ title, body }: { title: string; body: Html }): string {
  const page = html`<!doctype html>
<html lang="en">
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

/** "sign in" in a sentence: a link where there is a page for it. */
export function signInWords({ toSignIn = false }: Onward): Html {
  return toSignIn ? html`<a href="/sign-in">sign in</a>` : html`sign in`
}

/**
 * A form with one button and the link's token in a hidden field: nothing happens before a person presses it, so that
 * mail scanners and previews, which follow links, use nothing up.
 * @param action the path it posts to
 */
export function oneButtonForm({ action, token, button }: { action: string; token: string; button: string }): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="token" value="${token}">
<button type="submit">${button}</button>
</form>`
}
