/** Values as Django's two databases give them. */

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function flagOf(value: unknown): boolean {
  return value === true || value === 1
}

/** SQLite holds texts in UTC, with or without a zone behind them. */
export function instantOf(value: unknown): Date | null {
  if (value instanceof Date) return value
  if (typeof value !== 'string' || value === '') return null
  const text = value.replace(' ', 'T')
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(at.getTime()) ? null : at
}

/** SQLite holds UUIDs as 32 hexadecimal digits. */
export function uuidOf(value: unknown): string {
  const text = String(value).toLowerCase()
  return /^[0-9a-f]{32}$/.test(text) ? text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : text
}

/** A list of texts, be it a value or JSON. */
export function textsOf(value: unknown): string[] {
  const list = typeof value === 'string' ? parsed(value) : value
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No list, then: an answer here, not a fault.
    return undefined
  }
}
