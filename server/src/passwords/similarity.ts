/** What the service knows of the person who chooses a password. */
export type Attributes = { username?: string | undefined; email?: string | undefined }

/** At this likeness, from 0 to 1, a password is refused; the threshold of Django's UserAttributeSimilarityValidator. */
const tooSimilar = 0.7

/** Words that stand in the names, hosts and senders of many services: they say nothing of ours, and much besides. */
const generalWords: ReadonlySet<string> = new Set([
  'account',
  'accounts',
  'example',
  'login',
  'localhost',
  'noreply',
  'online',
  'portal',
  'security',
  'service',
  'services',
  'support',
])

/**
 * Whether a password is little more than the person's username or e-mail address: an attacker tries those first
 * (NIST SP 800-63B-4, 3.1.1.2, "context-specific words"). The rule is that of Django's UserAttributeSimilarityValidator:
 * the attribute as a whole and each of its words are compared, and the first attribute that is too near is named.
 * @param password the password, in NFC
 * @param about the attributes, in NFC; absent and empty ones are passed over
 * @returns the public sentence, or undefined when the password is far enough from all
 */
export function similarityFault(password: string, about: Attributes): string | undefined {
  const points = [...password.toLowerCase()]
  if (points.length === 0) return undefined
  for (const name of ['username', 'email'] as const) {
    const value = about[name]?.toLowerCase() ?? ''
    const parts = [value, ...value.split(/[^\p{L}\p{N}_]+/u)]
    if (parts.some((part) => quickRatio(points, part) >= tooSimilar)) {
      return `The password is too similar to the ${name}.`
    }
  }
  return undefined
}

/**
 * Whether a password is little more than one of these words. A word must stand in it as a run: letters in any order,
 * as above, would refuse many a good password that happens to have a name's common letters.
 * @param password the password, in NFC
 * @param words in lower case, in NFC; of a general one the password must have no letter besides
 */
export function resemblesWord(password: string, words: readonly string[]): boolean {
  const text = password.toLowerCase()
  const letters = text.replace(/\P{L}+/gu, '')
  return words.some((word) => {
    const isRun = text.includes(word) && likenessByLength([...text].length, [...word].length) >= tooSimilar
    return isRun && (!generalWords.has(word) || letters === word)
  })
}

/**
 * An upper bound for the likeness of two texts, as Python's `SequenceMatcher.quick_ratio` has it: twice the characters
 * they have in common, in whatever order, by the characters of both. A text that is too short to come near returns the
 * bound that its length gives, unread, so that all words together cost no more than one reading of the whole.
 */
function quickRatio(password: readonly string[], part: string): number {
  const byLength = likenessByLength(password.length, part.length)
  if (byLength < tooSimilar) return byLength
  const points = [...part]
  return (2 * inCommon(password, points)) / (password.length + points.length)
}

/** The likeness of a text to one that it holds the whole of, or the most it can be, by the lengths of both. */
function likenessByLength(whole: number, part: number): number {
  return (2 * part) / (whole + part)
}

/** The size of the intersection of two multisets of characters. */
function inCommon(left: readonly string[], right: readonly string[]): number {
  const unmatched = new Map<string, number>()
  for (const char of right) unmatched.set(char, (unmatched.get(char) ?? 0) + 1)
  let matches = 0
  for (const char of left) {
    const open = unmatched.get(char) ?? 0
    if (open > 0) matches += 1
    unmatched.set(char, open - 1)
  }
  return matches
}
