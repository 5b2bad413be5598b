import { join } from 'node:path'
import type { CommonFacts, MailFacts, MailKind, Taken } from '../../outbox/mail-facts.ts'
import { type Language, languages } from '../../words/languages.ts'
import { clientInWords, eventInWords, factorInWords, undoneInWords, wordsOf } from '../../words/words.ts'
import { greetableName, plainLine } from './plain-line.ts'
import { readTemplates, type Templates } from './templates.ts'
import { durationInWords, utcText } from './time-words.ts'

const read = new Map<Language, Templates>()

/** Read with the first mail in the language: to compile all of them takes a start a tenth of its time. */
function templatesOf(language: Language): Templates {
  const known = read.get(language)
  if (known) return known
  if (!languages.includes(language)) throw new TypeError(`No mails are written in ${language}.`)
  const templates = readTemplates(join(import.meta.dirname, 'frame'), join(import.meta.dirname, language))
  read.set(language, templates)
  return templates
}

/**
 * Writes one mail: subject, text and HTML say the same. Values are escaped in the HTML part and flattened to one line
 * in both, so that no name or browser string can add words of its own.
 * @param kind which mail; its template is `<language>/<kind with hyphens>.eta`
 * @param facts what this mail has to say; moments as Date or RFC 3339 text, durations in minutes
 * @throws TypeError for a fact that is missing or of a wrong form
 */
export function renderMail<K extends MailKind>(kind: K, language: Language, facts: MailFacts[K] & CommonFacts) {
  const templates = templatesOf(language)
  const name = kind.replaceAll('_', '-')
  const shown = showFacts(facts, language)
  const subject = templates.subject(name, shown)
  return {
    subject,
    text: `${templates.text('layout', { ...shown, subject, body: templates.text(name, shown) })}\n`,
    html: `${templates.html('layout', { ...shown, subject, body: templates.html(name, shown), language })}\n`,
  }
}

/** Every fact as one line of text, under its own name. */
function showFacts(facts: object & CommonFacts, language: Language): Record<string, string> {
  // Most mails have no such link.
  const shown: Record<string, string> = { notMeLink: '' }
  const { greetingName, from, ...others } = facts
  for (const [name, value] of Object.entries(others)) shown[name] = showFact(name, value, language)
  return {
    ...shown,
    greetingName: greetableName(greetingName),
    ip: plainLine(from?.ip ?? '', 45),
    client: clientInWords(wordsOf(language), from?.client ?? ''),
  }
}

function showFact(name: string, value: unknown, language: Language): string {
  if (typeof value === 'number') return durationInWords(value, language)
  if (value instanceof Date) return utcText(value, language)
  const words = wordsOf(language)
  if (name === 'undone' && isTaken(value)) return undoneInWords(words, value.back, value.left)
  if (typeof value !== 'string') throw new TypeError(`The fact ${name} is neither text, number nor moment.`)
  if (name === 'when' || name === 'until' || name === 'at') return utcText(value, language)
  if (name === 'event') return eventInWords(words, value)
  if (name === 'factor') return plainLine(factorInWords(words, value), 200)
  if (name === 'device') return clientInWords(words, value) || words.unknownDevice
  return name.toLowerCase().endsWith('link') ? wholeLink(name, value) : plainLine(value, 200)
}

function isTaken(value: unknown): value is Taken {
  return typeof value === 'object' && value !== null && 'back' in value && 'left' in value
}

/** Links come from our settings and are never cut or mended: a wrong one is a programmer's mistake. */
function wholeLink(name: string, link: string): string {
  if (!/^https?:\/\/[!-~]+$/.test(link)) throw new TypeError(`The fact ${name} is not a link.`)
  return link
}
