import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Eta } from 'eta'

/** One locale's templates: `plain` for subject and text, `html` with escaping of every value. */
export type Templates = {
  readonly subject: (name: string, facts: object) => string
  readonly text: (name: string, facts: object) => string
  readonly html: (name: string, facts: object) => string
}

type Section = 'subject' | 'text' | 'html'
type Written = readonly [section: Section, source: string]

/**
 * Reads and compiles every `*.eta` file of a folder.
 * A file has sections that begin with a line `=== subject`, `=== text` or `=== html`; `=== body` and `=== line` are both of
 * the latter, written once. A template can include another of its folders by `@name`, and gets its values as `it`.
 * @param folders absolute paths: of one locale's templates, and of what it shares with others
 */
export function readTemplates(...folders: readonly string[]): Templates {
  const engines = { subject: engine(false), text: engine(false), html: engine(true) }
  for (const [name, section, source] of folders.flatMap(readFolder)) {
    const eta = engines[section]
    eta.loadTemplate(`@${name}`, eta.compile(source))
  }
  return {
    subject: (name, facts) => engines.subject.render(`@${name}`, facts),
    text: (name, facts) => engines.text.render(`@${name}`, facts),
    html: (name, facts) => engines.html.render(`@${name}`, facts),
  }
}

function readFolder(folder: string): [name: string, ...Written][] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.eta'))
  return files.flatMap((file) => {
    const name = file.slice(0, -'.eta'.length)
    const sections = sectionsOf(readFileSync(join(folder, file), 'utf8'), file)
    return sections.map((written): [string, ...Written] => [name, ...written])
  })
}

function engine(autoEscape: boolean): Eta {
  return new Eta({ autoEscape, autoTrim: false, autoFilter: true, filterFunction: known })
}

/** A misspelt fact must fail loudly and not be mailed as `undefined`. */
function known(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('A template shows a value that it was not given as text.')
  return value
}

function sectionsOf(source: string, file: string): Written[] {
  const [before, ...parts] = source.split(/^=== (.*)$/m)
  if (before?.trim()) throw new TypeError(`${file} has words before its first section.`)
  const sections: Written[] = []
  for (let i = 0; i + 1 < parts.length; i += 2) {
    sections.push(...written(parts[i] ?? '', (parts[i + 1] ?? '').trim(), file))
  }
  return sections
}

function written(name: string, source: string, file: string): Written[] {
  if (name === 'subject' || name === 'text' || name === 'html') return [[name, source]]
  // Marked before any value is in it, so that a value with such marks stays as it is.
  const plain = source.replaceAll('**', '')
  const marked = source.replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
  if (name === 'line')
    return [
      ['text', plain],
      ['html', marked],
    ]
  if (name === 'body')
    return [
      ['text', plain],
      ['html', marked.split('\n\n').map(paragraph).join('\n')],
    ]
  throw new TypeError(`${file} has an unknown section ${JSON.stringify(name)}.`)
}

/** A part that is included brings its own markup. */
function paragraph(source: string): string {
  return source.startsWith('<%~') ? source : `<p>${source.replaceAll('\n', '<br>\n')}</p>`
}
