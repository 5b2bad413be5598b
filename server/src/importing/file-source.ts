import { statSync } from 'node:fs'
import type { App } from '../platform/app.ts'
import { linesOf } from './lines-of.ts'
import type { Newcomer, Remark, Source, SourcePage } from './newcomer.ts'
import { readLine } from './read-line.ts'

const pageSize = 500

/**
 * The people of a file, one JSON object a line.
 * @param name a short word for where they come from; ids that are not UUIDs are derived from it
 */
export function fileSource(app: App, file: string, name: string): Source {
  return { name, hasTokens: false, pages: () => readPages(app, file, name) }
}

async function* readPages(app: App, file: string, source: string): AsyncGenerator<SourcePage> {
  const total = statSync(file).size
  let people: Newcomer[] = []
  let remarks: Remark[] = []
  for await (const { number, text, doneBytes } of linesOf(file)) {
    const row = `line ${number}`
    if (text.trim() === '') continue
    const read = readLine(app, text, { source, row })
    if (typeof read === 'string') remarks.push({ row, says: read, isTaken: false })
    else people.push(read)
    if (people.length + remarks.length < pageSize) continue
    yield { people, remarks, done: doneBytes, total }
    people = []
    remarks = []
  }
  yield { people, remarks, done: total, total }
}
