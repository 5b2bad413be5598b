const markup = Symbol('markup')

/** Markup that is safe to send. Only `html` makes it: no text from outside can pass for it, whatever its shape. */
export type Html = { readonly [markup]: string }

/** What may stand between `${` and `}`: texts and numbers are escaped, markup is taken as it is. */
export type HtmlPart = string | number | Html | readonly Html[]

/**
 * Writes markup; every value is escaped, so that it can only be words. Fit for text and for attribute values in
 * quotes, which is all our pages have: never put a value into a tag's name, a script or a style.
 * @throws TypeError for a value that is neither text, number nor markup, so that no page ever shows `undefined`
 */
export function html(words: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  const pieces = parts.map((part, i) => render(part) + (words[i + 1] ?? ''))
  return { [markup]: (words[0] ?? '') + pieces.join('') }
}

/** The text of finished markup, for the answer's body. */
export function toText(finished: Html): string {
  return finished[markup]
}

function render(part: HtmlPart): string {
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if (Array.isArray(part)) return part.map(render).join('')
  if (typeof part === 'object' && part !== null && markup in part) return part[markup]
  throw new TypeError('Only text, numbers and markup can stand in a page.')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes the five characters that mean something in HTML text and in quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
