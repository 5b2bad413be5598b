import type { Refusal } from '../keys/verify-token.ts'

const sentences: Readonly<Record<Refusal, string>> = {
  invalid: 'Token is invalid or expired',
  wrong_type: 'Token has wrong type',
  no_expiry: "Token has no 'exp' claim",
  no_id: 'Token has no id',
  no_type: 'Token has no type',
  no_subject: 'Token contained no recognizable user identification',
}

/** What the old service said of such a token. */
export function refusalSentence(refusal: Refusal): string {
  return sentences[refusal]
}
