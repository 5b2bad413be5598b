/**
 * What a spreadsheet takes for a formula by its first character, and would run: people choose their own names. Sources:
 * OWASP, "CSV Injection"; full-width signs are taken for their usual ones by East Asian versions.
 */
const formula = /^[=+\-@\t\r\n＝＋－＠]/
/** The same behind what some spreadsheets, whatever the quotes, begin a new cell at. */
const inner = /([;\t\r\n]['" ]*)(?=[=+\-@＝＋－＠])/g

/**
 * One line of a CSV file (RFC 4180): every cell in quotes, and what looks like a formula with an apostrophe before it,
 * which spreadsheets take for "this is text".
 * @param cells null becomes an empty cell
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  const guarded = typeof value === 'string' ? guard(value) : text
  return `"${guarded.replaceAll('"', '""')}"`
}

function guard(text: string): string {
  const within = text.replaceAll(inner, "$1'")
  return formula.test(text) ? `'${within}` : within
}
