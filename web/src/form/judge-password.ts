type Advice = 'start' | 'short' | 'digits' | 'like' | 'repeated' | 'fair' | 'good'

export type Verdict = {
  /** From 0, nothing typed, over 1, which the service will refuse, to 4. */
  readonly level: 0 | 1 | 2 | 3 | 4
  readonly advice: Advice
  /** Characters that are missing to what the service takes at least. */
  readonly missing: number
  /** What of the person it resembles. */
  readonly like: 'email' | 'username'
}

/** The service's default, `PASSWORD_MIN_LENGTH`; it says itself when another holds. */
const least = 8

/**
 * Judges a password while it is typed: what the service would refuse, as far as that can be known here (it alone has the lists
 * of common and breached ones), and beyond that by length, which is what makes guessing hard (NIST SP 800-63B-4, appendix A).
 */
export function judgePassword(password: string, about: { email?: string; username?: string }): Verdict {
  const length = [...password].length
  const verdict = (level: Verdict['level'], advice: Advice, like: Verdict['like'] = 'username'): Verdict => {
    return { level, advice, missing: Math.max(0, least - length), like }
  }
  if (length === 0) return verdict(0, 'start')
  if (length < least) return verdict(1, 'short')
  if (/^\d+$/.test(password)) return verdict(1, 'digits')
  const like = likeness(password, about)
  if (like) return verdict(1, 'like', like)
  const different = new Set(password).size
  if (different < 5) return verdict(1, 'repeated')
  if (length < 12 || different < 7) return verdict(2, 'fair')
  return length < 16 ? verdict(3, 'fair') : verdict(4, 'good')
}

function likeness(password: string, { email = '', username = '' }: { email?: string; username?: string }) {
  const typed = password.toLowerCase()
  const resembles = (text: string) => text.length > 3 && (typed.includes(text) || text.includes(typed))
  if (resembles(username.toLowerCase())) return 'username'
  const parts = email.toLowerCase().split(/\W+/)
  return [email.toLowerCase(), ...parts].some(resembles) ? 'email' : undefined
}
