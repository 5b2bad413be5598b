/** Where a command says what it has done. */
export type Console = {
  /** Whether `--json` was given: standard output then holds documents only. */
  readonly json: () => boolean
  /** The result: the document with `--json`, else the text. */
  readonly tell: (document: object, text: string) => void
  /** One JSON document in a line of standard output. */
  readonly document: (document: object) => void
  /** A remark beside the result, on standard error. */
  readonly note: (text: string) => void
}

export function makeConsole(json: () => boolean): Console {
  const document = (given: object): void => void process.stdout.write(`${JSON.stringify(given)}\n`)
  return {
    json,
    document,
    tell(given, text) {
      if (json()) document(given)
      else process.stdout.write(printable(`${text}\n`))
    },
    note: (text) => void process.stderr.write(printable(`${text}\n`)),
  }
}

/**
 * Text that is safe for a terminal: names are chosen by users, and a control character in one could move the cursor,
 * change colours or hide what stands beside it.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => (sign === '\n' ? sign : '\ufffd'))
}

/** Rows as columns of equal width; the first row is the heading. */
export function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
