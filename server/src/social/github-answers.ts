/** A value of JSON that is an object, or nothing. */
export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {}
}

/** A text of 1 to `most` characters that can be stored; anything else, `null` too, was not said. */
export function textOf(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > most) return undefined
  return value.includes('\0') || !value.isWellFormed() ? undefined : value
}

/**
 * The number that GitHub never gives to another account; names and addresses move on.
 * @returns its decimal digits, or undefined for anything but a positive whole number that JSON holds exactly
 */
export function accountNumberOf(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? String(value) : undefined
}

/**
 * The primary address, where GitHub says with the boolean `true` that it was proved. Another address of the list, or
 * the one that the profile shows, is nobody's way to reach the person.
 * @param json the answer of `/user/emails`
 * @returns undefined where there is none, or more than one
 */
export function provenAddressOf(json: readonly unknown[]): string | undefined {
  const primary = json.map(fieldsOf).filter((one) => one.primary === true)
  const [only] = primary
  return primary.length === 1 && only?.verified === true ? textOf(only.email, 320) : undefined
}
