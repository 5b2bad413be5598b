/** The first that a user agent names; later ones pretend to be earlier ones, so the order is that of their pretensions. */
const browsers: readonly [pattern: RegExp, name: string][] = [
  [/\bEdg(e|A|iOS)?\b/, 'Edge'],
  [/\b(OPR|Opera)\b/, 'Opera'],
  [/\bSamsungBrowser\b/, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\b/, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\b/, 'Chrome'],
  [/\bSafari\b/, 'Safari'],
]
const systems: readonly [pattern: RegExp, name: string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(Mac OS X|Macintosh|macOS)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/**
 * What a browser calls itself, in our own words: `Firefox on Linux`. Whoever asks for a mail to somebody else chooses
 * this header, so none of its text may stand in the mail: it would be a stranger's message under our name.
 * @param userAgent the header, or words this function made before
 * @returns empty for what is no browser we know
 */
export function clientWords(userAgent: string): string {
  const named = [browsers, systems].map((known) => known.find(([pattern]) => pattern.test(userAgent))?.[1])
  return named.filter((name) => name !== undefined).join(' on ')
}
