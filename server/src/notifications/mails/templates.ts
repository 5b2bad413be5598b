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

/**
 * Reads and compiles every `*.eta` file of a folder, so that a broken template stops the start and not a mail.
 * A file has sections that begin with a line `=== subject`, `=== text` or `=== html`; a template can include another
 * of its folder by `@name`, and gets its values as `it`.
 * @param folder absolute path of one locale's templates
 */
export function readTemplates(folder: string): Templates {
  const engines = { subject: engine(false), text: engine(false), html: engine(true) }
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.eta'))) {
    for (const [section, source] of sectionsOf(readFileSync(join(folder, file), 'utf8'), file)) {
      const eta = engines[section]
      eta.loadTemplate(`@${file.slice(0, -'.eta'.length)}`, eta.compile(source))
    }
  }
  return {
    subject: (name, facts) => engines.subject.render(`@${name}`, facts),
    text: (name, facts) => engines.text.render(`@${name}`, facts),
    html: (name, facts) => engines.html.render(`@${name}`, facts),
  }
}

function engine(autoEscape: boolean): Eta {
  return new Eta({ autoEscape, autoTrim: false, autoFilter: true, filterFunction: known })
}

/** A misspelt fact must fail loudly and not be mailed as `undefined`. */
function known(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('A template shows a value that it was not given as text.')
  return value
}

function sectionsOf(source: string, file: string): [Section, string][] {
  const [before, ...parts] = source.split(/^=== (.*)$/m)
  if (before?.trim()) throw new TypeError(`${file} has words before its first section.`)
  const sections: [Section, string][] = []
  for (let i = 0; i + 1 < parts.length; i += 2) {
    sections.push([sectionName(parts[i] ?? '', file), (parts[i + 1] ?? '').trim()])
  }
  return sections
}

function sectionName(name: string, file: string): Section {
  if (name === 'subject' || name === 'text' || name === 'html') return name
  throw new TypeError(`${file} has an unknown section ${JSON.stringify(name)}.`)
}
