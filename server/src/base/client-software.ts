import Bowser from 'bowser'

/** A browser and the system it runs on, by their names; null for what is not known. */
export type ClientSoftware = { readonly browser: string | null; readonly system: string | null }

const browsers = new Set(Object.values(Bowser.BROWSER_MAP).filter((name) => name !== 'Generic'))
const systems = new Set(Object.values(Bowser.OS_MAP))

/**
 * What a client calls itself, in names of a closed list. Whoever signs in chooses this header, and what it says is shown to
 * others, in lists and mails: none of its own text comes through. It is never a ground for a decision.
 * @param userAgent the header
 */
export function clientSoftware(userAgent: string): ClientSoftware {
  if (userAgent === '') return { browser: null, system: null }
  // Mails that a former version ordered hold what `clientWords` made of it.
  const [browser, system, ...more] = userAgent
    .split(' on ')
    .map((name, at) => known(at === 0 ? browsers : systems, name))
  if (browser && system && more.length === 0) return { browser, system }
  const parser = Bowser.getParser(userAgent)
  return { browser: known(browsers, parser.getBrowserName()), system: known(systems, parser.getOSName()) }
}

/** The parser takes the first word of what it does not know for a name. */
function known(names: ReadonlySet<string>, name: string | undefined): string | null {
  return name !== undefined && names.has(name) ? name : null
}

/**
 * What a client calls itself, in one phrase: `Firefox on Linux`.
 * @returns empty for what is nothing we know
 */
export function clientWords(userAgent: string): string {
  const { browser, system } = clientSoftware(userAgent)
  return [browser, system].filter((name) => name !== null).join(' on ')
}
