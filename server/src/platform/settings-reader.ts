/** The environment as given: names to texts. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads settings one by one and collects every fault, so that a wrong environment is told whole and not piecemeal.
 * Each method takes the setting's names, the current one first and the old ones behind it, and a default.
 */
export type SettingsReader = {
  readonly faults: string[]
  /** Every name that was asked for, old ones included. */
  readonly asked: Set<string>
  text: (names: string, fallback: string) => string
  optional: (names: string) => string | undefined
  /** A whole number within bounds, both included. */
  whole: (names: string, fallback: number, bounds: readonly [min: number, max: number]) => number
  flag: (names: string, fallback: boolean) => boolean
  /** Comma separated; blanks around and empty items dropped. */
  list: (names: string, fallback: readonly string[]) => readonly string[]
  /** One of a closed set of words; `aliases` maps further spellings to them. */
  choice: <W extends string>(names: string, words: readonly W[], fallback: W, aliases?: Record<string, W>) => W
  /** An absolute http(s) address without query or fragment; a final slash is dropped. */
  origin: (names: string, fallback: string) => string
  fault: (sentence: string) => void
}

/**
 * Makes a reader of the given environment.
 * @param env names to texts; an empty text counts as unset
 */
export function readSettings(env: Environment): SettingsReader {
  const faults: string[] = []
  const asked = new Set<string>()
  const fault = (sentence: string): void => void faults.push(sentence)
  const find = (names: string): Found => findSetting(env, names, asked)

  const reader: SettingsReader = {
    faults,
    asked,
    fault,
    text: (names, fallback) => find(names).value ?? fallback,
    optional: (names) => find(names).value,
    whole(names, fallback, [min, max]) {
      const { name, value } = find(names)
      if (value === undefined) return fallback
      const number = Number(value)
      if (/^\d+$/.test(value) && number >= min && number <= max) return number
      fault(`${name} must be a whole number from ${min} to ${max}, not "${value}".`)
      return fallback
    },
    flag(names, fallback) {
      const { name, value } = find(names)
      if (value === undefined) return fallback
      if (/^(true|1|yes|on)$/i.test(value)) return true
      if (/^(false|0|no|off)$/i.test(value)) return false
      fault(`${name} must be True or False, not "${value}".`)
      return fallback
    },
    list(names, fallback) {
      const { value } = find(names)
      if (value === undefined) return fallback
      return value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
    },
    choice(names, words, fallback, aliases = {}) {
      const { name, value } = find(names)
      if (value === undefined) return fallback
      const word = aliases[value] ?? words.find((candidate) => candidate === value)
      if (word !== undefined) return word
      fault(`${name} must be one of ${words.join(', ')}, not "${value}".`)
      return fallback
    },
    origin(names, fallback) {
      const { name, value } = find(names)
      if (value === undefined) return fallback
      const url = URL.parse(value)
      const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
      if (plain) return url.href.replace(/\/$/, '')
      fault(`${name} must be an absolute http or https address, not "${value}".`)
      return fallback
    },
  }
  return reader
}

type Found = { name: string; value: string | undefined }

/** The first of the names that is set, or the first of them. */
function findSetting(env: Environment, names: string, asked: Set<string>): Found {
  const all = names.split(' ')
  for (const name of all) asked.add(name)
  const name = all.find((candidate) => env[candidate]) ?? all[0] ?? ''
  return { name, value: env[name] || undefined }
}
