/** The sentence of an error; a refused connection has several attempts inside and no sentence of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return error.stack ?? error.message
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const because = cause instanceof Error && !error.message.includes(cause.message) ? ` (${reasonOf(cause)})` : ''
  return `${error.message}${because}`
}
