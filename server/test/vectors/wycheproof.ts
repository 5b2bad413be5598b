import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Compact texts by the number of their case. */
type Cases = Readonly<Record<string, string>>

/** Texts that one key made, or that somebody would like it to have made. */
export type Vectors = {
  readonly key: Readonly<Record<string, unknown>>
  readonly valid: Cases
  readonly invalid: Cases
}

type Wycheproof = {
  readonly signatures: { readonly groups: readonly Vectors[] }
  /** By HS256 with 32 bytes of zero. */
  readonly secrets: { readonly valid: Cases; readonly invalid: Cases }
  /** Published keys, with a text that would verify if the key counted. */
  readonly keys: { readonly groups: readonly Vectors[] }
}

/**
 * Vectors of Project Wycheproof (Apache-2.0; the file says from where): keys without their private halves, and texts.
 * Every valid one was seen to verify by Node's own means, and every changed padding of RSA to open to its change.
 *
 * Left out: 1-17 (as 18-30, with a secret key), 98-224, 226-235, 238-246, 248-252 and 254 (the changes of 46-97 once
 * more, deeper in the same structure), 264-271, 273-331, 333-340, 346, 348 and 350-352 (more of RS384, RS512, PS256, PS384,
 * PS512, ES512 and HS256), 367 and 370 (to the letter the valid 357, and called invalid), 385 (some hundred zeros); of the
 * keys 1-4, 10-18, 25 and 26 (symmetric ones, whose secrets do not belong here).
 */
export const wycheproof: Wycheproof = JSON.parse(readFileSync(join(import.meta.dirname, 'wycheproof-jws.json'), 'utf8'))

/**
 * Which valid texts are taken, and which invalid ones.
 * @param isTaken whether somebody takes a text by this key
 * @returns the numbers of what is not as the vectors say
 */
export async function differences(
  groups: readonly Vectors[],
  isTaken: (key: Vectors['key'], text: string) => Promise<boolean>,
): Promise<{ refused: string[]; taken: string[] }> {
  const refused: string[] = []
  const taken: string[] = []
  for (const { key, valid, invalid } of groups) {
    for (const [id, text] of Object.entries(valid)) if (!(await isTaken(key, text))) refused.push(id)
    for (const [id, text] of Object.entries(invalid)) if (await isTaken(key, text)) taken.push(id)
  }
  return { refused, taken }
}
