import type { Config } from '../platform/config-types.ts'

/** Shorter ones say nothing, and many a good password is near them by chance. */
const shortest = 5

/**
 * The words by which people know this service, which whoever guesses tries first (NIST SP 800-63B-4, 3.1.1.2): the product, the
 * parts of the hosts it and its pages are at, the parts of its sender's address and name, and the issuer of its tokens.
 * @returns in lower case and NFC, each once
 */
export function serviceWords(config: Pick<Config, 'publicUrl' | 'frontendUrl' | 'mail' | 'tokens'>): string[] {
  const { publicUrl, frontendUrl, mail, tokens } = config
  const hosts = [publicUrl, frontendUrl].map((url) => new URL(url).hostname)
  const written = ['kalosphere', ...hosts, mail.from, tokens.issuer].flatMap((text) =>
    text
      .toLowerCase()
      .normalize('NFC')
      .split(/[^\p{L}\p{N}]+/u),
  )
  return [...new Set(written)].filter((word) => word.length >= shortest)
}
