/** A table of Markdown: its first column is of words, the others of figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|---|${'---:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n')
}

export function count(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en')
}

export function ms(value: number): string {
  if (Number.isNaN(value)) return '–'
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}

/** How many times as much. */
export function ratio(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} x`
}

export function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}

/** For what this machine does not tell. */
export function orDash(value: number | undefined, write: (value: number) => string): string {
  return value === undefined ? '–' : write(value)
}
