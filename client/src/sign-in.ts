import { ApiProblem } from './api-problem.ts'
import type { Granted } from './session.ts'

export type Person = {
  readonly id: string
  readonly email: string
  readonly username: string
  readonly mfa_enabled: boolean
}

/** Where a sign-in has come to. */
export type SignIn =
  | { readonly state: 'signed_in'; readonly user: Person }
  /** The first factor was right; `proveFactor` goes on with the ticket. */
  | { readonly state: 'factor_needed'; readonly ticket: string; readonly methods: readonly string[] }
  /** A second factor must be added before anything else; the token opens the calls that add one. */
  | { readonly state: 'enrolment_needed'; readonly token: string; readonly methods: readonly string[] }

/** @throws ApiProblem where the sign-in was refused; UnreachableError */
export async function signInBy(
  begin: (granted: Granted) => Promise<void>,
  answer: Promise<Granted & { readonly user: Person }>,
): Promise<SignIn> {
  try {
    const granted = await answer
    await begin(granted)
    return { state: 'signed_in', user: granted.user }
  } catch (error) {
    const next = error instanceof ApiProblem ? nextStep(error) : undefined
    if (next === undefined) throw error
    return next
  }
}

function nextStep({ code, body }: ApiProblem): SignIn | undefined {
  const { mfa_token: ticket, enrolment_token: token } = body
  const methods = Array.isArray(body.methods) ? body.methods.map(String) : []
  if (code === 'mfa_required' && typeof ticket === 'string') return { state: 'factor_needed', ticket, methods }
  if (code === 'mfa_enrolment_required' && typeof token === 'string')
    return { state: 'enrolment_needed', token, methods }
  return undefined
}
