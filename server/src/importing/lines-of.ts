import { createReadStream } from 'node:fs'

/** A person is a few hundred bytes; a file without line ends must not fill the memory. */
const longestLine = 65_536

export type Line = { number: number; text: string; doneBytes: number }

/**
 * The lines of a UTF-8 file of any length; empty ones are passed over.
 * @returns `text` is cut at the longest line there may be, and one sign more
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder()
  let number = 0
  let doneBytes = 0
  let rest = ''
  const lineOf = (text: string): Line => ({ number: ++number, text: text.slice(0, longestLine + 1), doneBytes })
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    doneBytes += chunk.length
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    // What is too long already is not collected further; its line is a fault either way.
    if (rest.length > 2 * longestLine) rest = rest.slice(0, longestLine + 1)
    for (const text of lines) yield lineOf(text)
  }
  if (rest !== '') yield lineOf(rest)
}

export function isTooLong(text: string): boolean {
  return text.length > longestLine
}
