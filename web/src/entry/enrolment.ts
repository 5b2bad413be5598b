import { ApiProblem } from 'kalosphere-auth/api-problem.ts'
import type { ReturnPath } from '../app/paths.ts'

/** What a first factor was answered with where a second one must be added before anything else. */
export type Enrolment = {
  /** Opens what adds a factor, for half an hour. */
  readonly token: string
  /** The kinds to choose from. */
  readonly methods: readonly string[]
}

/** Reads off a refusal that the first factor was right, and a second one must be added. */
export function enrolmentOf(error: unknown): Enrolment | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'mfa_enrolment_required') return undefined
  const { enrolment_token, methods } = error.body
  if (typeof enrolment_token !== 'string' || !Array.isArray(methods)) return undefined
  return { token: enrolment_token, methods: methods.map(String) }
}

/** An enrolment, and the page that was asked for. */
export type HeldEnrolment = Enrolment & { readonly next: ReturnPath }

// Not in the state of the history: browsers keep that beyond the page, and write it to the disk.
let held: HeldEnrolment | undefined

/** Keeps an enrolment in the memory of this page, and nowhere else. */
export function holdEnrolment(next: HeldEnrolment): void {
  held = next
}

export function heldEnrolment(): HeldEnrolment | undefined {
  return held
}

export function dropEnrolment(): void {
  held = undefined
}
