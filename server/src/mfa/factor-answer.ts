import { fieldProblem, type Problem } from '../base/problem.ts'
import { asFactorMethod, type CodeMethod } from './methods.ts'
import type { GivenCredential } from './read-credential.ts'

/** With what somebody means to prove a second factor: a code, or what a passkey signed. */
export type FactorAnswer = { method: CodeMethod; code: string } | { method: 'webauthn'; credential: GivenCredential }

type Fields = { method: string; code?: string | undefined; credential?: GivenCredential | undefined }

/**
 * Reads the answer to "prove your second factor" from the fields of a body.
 * @throws Problem `invalid_input` for a method that does not exist, or without what the method needs
 */
export function readFactorAnswer({ method: given, code, credential }: Fields): FactorAnswer {
  const method = asFactorMethod(given)
  if (!method) throw fieldProblem({ method: [`"${given}" is not a valid choice.`] })
  if (method === 'webauthn') {
    if (!credential) throw fieldProblem({ credential: ['This field is required.'] })
    return { method, credential }
  }
  if (code === undefined) throw fieldProblem({ code: ['This field is required.'] })
  return { method, code }
}

/** The refusal of a wrong answer, at the field it came in. */
export function wrongAnswer({ method }: FactorAnswer): Problem {
  return method === 'webauthn'
    ? fieldProblem({ credential: ['Invalid credential.'] })
    : fieldProblem({ code: ['Invalid code.'] })
}
