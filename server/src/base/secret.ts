/** A value that may be shown once, on purpose, and cannot print itself into a log, a template or a JSON document. */
export type Secret = { readonly reveal: () => string }

/**
 * Wraps a secret text.
 * @param value the text to guard
 * @returns an object whose only way out is `reveal()`; `String()`, `JSON.stringify` and `util.inspect` show `[secret]`
 */
export function secret(value: string): Secret {
  const shown = () => '[secret]'
  const guarded = { reveal: () => value }
  Object.defineProperty(guarded, 'reveal', { enumerable: false })
  Object.defineProperty(guarded, 'toString', { value: shown })
  Object.defineProperty(guarded, 'toJSON', { value: shown })
  Object.defineProperty(guarded, Symbol.for('nodejs.util.inspect.custom'), { value: shown })
  return Object.freeze(guarded)
}
