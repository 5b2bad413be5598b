import { ApiProblem } from 'kalosphere-auth/api-problem.ts'
import type { ReturnPath } from '../app/paths.ts'

/** What a first factor was answered with where a second one is needed. */
export type Waiting = { readonly ticket: string; readonly methods: readonly string[] }

/** Reads off a refusal that the first factor was right, and a second is asked for. */
export function waitingOf(error: unknown): Waiting | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'mfa_required') return undefined
  const { mfa_token, methods } = error.body
  if (typeof mfa_token !== 'string' || !Array.isArray(methods)) return undefined
  return { ticket: mfa_token, methods: methods.map(String) }
}

/** A sign-in that waits for its second factor, and the page that was asked for. */
export type HeldWaiting = Waiting & { readonly next: ReturnPath }

// Not in the state of the history: browsers keep that beyond the page, and write it to the disk.
let held: HeldWaiting | undefined

/** Keeps a sign-in that waits in the memory of this page, and nowhere else. */
export function holdWaiting(next: HeldWaiting): void {
  held = next
}

export function heldWaiting(): HeldWaiting | undefined {
  return held
}

export function dropWaiting(): void {
  held = undefined
}
