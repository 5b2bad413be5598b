/** Signs of a key that was copied from an example, or typed. */
const sampleKey = /change|example|insecure|secret|password|your|^(.)\1*$/i

/** Whether a secret looks as if chance had made it. */
export function isStrongSecret(text: string): boolean {
  return text.length >= 32 && new Set(text).size >= 12 && !sampleKey.test(text)
}
