import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { clientWords } from '../../base/client-software.ts'
import type { CommonFacts, MailFacts, MailKind } from '../../outbox/mail-facts.ts'
import { greetableName, plainLine } from './plain-line.ts'
import { readTemplates, type Templates } from './templates.ts'
import { durationInWords, utcText } from './time-words.ts'

/** The language of who has not chosen one, or chose one that nobody has translated. */
const fallback = 'en'

/** Read once, when the service starts. */
const locales: ReadonlyMap<string, Templates> = readLocales(import.meta.dirname)

function readLocales(home: string): Map<string, Templates> {
  const folders = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return new Map(folders.map(({ name }) => [name, readTemplates(join(home, name))]))
}

/**
 * Writes one mail: subject, text and HTML say the same. Values are escaped in the HTML part and flattened to one line
 * in both, so that no name or browser string can add words of its own.
 * @param kind which mail; its template is `<locale>/<kind with hyphens>.eta`
 * @param locale a language tag such as `en-GB`; falls back to its language, then to English
 * @param facts what this mail has to say; moments as Date or RFC 3339 text, durations in minutes
 * @throws TypeError for a fact that is missing or of a wrong form
 */
export function renderMail<K extends MailKind>(kind: K, locale: string, facts: MailFacts[K] & CommonFacts) {
  const language = pickLocale(locale)
  const templates = locales.get(language)
  if (!templates) throw new TypeError(`No mails are written in ${language}.`)
  const name = kind.replaceAll('_', '-')
  const shown = showFacts(facts, language)
  const subject = templates.subject(name, shown)
  return {
    subject,
    text: `${templates.text('layout', { ...shown, subject, body: templates.text(name, shown) })}\n`,
    html: `${templates.html('layout', { ...shown, subject, body: templates.html(name, shown), language })}\n`,
  }
}

function pickLocale(wanted: string): string {
  const language = wanted.split('-')[0] ?? ''
  return [wanted, language].find((tag) => locales.has(tag)) ?? fallback
}

/** Every fact as one line of text, under its own name. */
function showFacts(facts: object & CommonFacts, locale: string): Record<string, string> {
  // Most mails have no such link.
  const shown: Record<string, string> = { notMeLink: '' }
  const { greetingName, from, ...others } = facts
  for (const [name, value] of Object.entries(others)) shown[name] = showFact(name, value, locale)
  return {
    ...shown,
    greetingName: greetableName(greetingName),
    ip: plainLine(from?.ip ?? '', 45),
    client: clientWords(from?.client ?? ''),
  }
}

function showFact(name: string, value: unknown, locale: string): string {
  if (typeof value === 'number') return durationInWords(value, locale)
  if (value instanceof Date) return utcText(value)
  if (typeof value !== 'string') throw new TypeError(`The fact ${name} is neither text, number nor moment.`)
  if (name === 'when' || name === 'until' || name === 'at') return utcText(value)
  return name.toLowerCase().endsWith('link') ? wholeLink(name, value) : plainLine(value, 200)
}

/** Links come from our settings and are never cut or mended: a wrong one is a programmer's mistake. */
function wholeLink(name: string, link: string): string {
  if (!/^https?:\/\/[!-~]+$/.test(link)) throw new TypeError(`The fact ${name} is not a link.`)
  return link
}
