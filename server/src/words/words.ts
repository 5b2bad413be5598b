import { clientSoftware } from '../base/client-software.ts'
import { de } from './de.ts'
import { en, type Words } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'
import type { Language } from './languages.ts'

export type { Words }

const all: Readonly<Record<Language, Words>> = { en, es, de, fr, hi }

export function wordsOf(language: Language): Words {
  return all[language]
}

export type Undone = keyof Words['undone']
export type NotUndone = keyof Words['notUndone']
export type FactorName = keyof Words['factors']

/** For a sentence: what was taken back, and what could not be. */
export function undoneInWords(words: Words, undone: readonly Undone[], notUndone: readonly NotUndone[]): string {
  const back = undone.map((what) => words.undone[what]).join(', ') || words.nothingUndone
  const left = notUndone.map((what) => words.notUndone[what]).join(', ')
  return left === '' ? back : words.butNot(back, left)
}

/** @param kind of the mail that told of the event; mails that a former version ordered hold our English words for it */
export function eventInWords({ events, anEvent }: Words, kind: string): string {
  const [former] = Object.entries(en.events).find(([, words]) => words === kind) ?? []
  return findWord(events, former ?? kind) ?? anEvent
}

/** @param kind in the word of the API */
export function factorInWords({ factors }: Words, kind: string): string {
  return findWord(factors, kind) ?? kind
}

/**
 * A browser and its system, in names of a closed list.
 * @returns empty for what is nothing we know
 */
export function clientInWords(words: Words, userAgent: string): string {
  const { browser, system } = clientSoftware(userAgent)
  return browser !== null && system !== null ? words.clientOn(browser, system) : (browser ?? system ?? '')
}

/** A sentence of the API in the words of a page; as it is, where nobody has translated it. */
export function faultInWords({ faults }: Words, sentence: string): string {
  const numbers = sentence.match(/\d+/g) ?? []
  const found = findWord(faults, sentence.replace(/\d+/g, '#'))
  return found === undefined ? sentence : numbers.reduce((text, number) => text.replace('#', number), found)
}

function findWord(words: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined
}
