import { registerVerified } from '../actors.ts'
import type { TestServer } from '../harness.ts'
import { signUpWithTotp } from '../second-factor.ts'

export type Session = {
  refresh: string
  access: string
  used: string[]
  standing: 'lives' | 'ended' | 'unknown'
  /** When a refresh was sent whose answer was lost, by `performance.now()`. */
  lostAt: number | undefined
}

/**
 * Somebody who never rests, and what they know of their account by the answers they were given. Where an answer was lost,
 * they know that either may be true, and go by what they find.
 */
export type Restless = {
  readonly email: string
  readonly guarded: boolean
  /** That may be right: one, but where an answer was lost. */
  passwords: string[]
  readonly deadPasswords: string[]
  readonly sessions: Session[]
  codes: string[]
  readonly usedCodes: string[]
  /** How many tries got no answer. */
  lostCodes: number
  readonly usedLinks: string[]
  readonly registered: { email: string; password: string }[]
  wishes: number
}

/** @param guarded whether the account has a second factor, and so backup codes */
export async function makeRestless(server: TestServer, guarded: boolean): Promise<Restless> {
  const actor = guarded ? await signUpWithTotp(server, 'eve') : await registerVerified(server, 'eve')
  const codes = 'backupCodes' in actor ? [...(actor.backupCodes as string[])] : []
  const { email, password } = actor
  const empty = {
    deadPasswords: [],
    sessions: [],
    usedCodes: [],
    lostCodes: 0,
    usedLinks: [],
    registered: [],
    wishes: 0,
  }
  return { email, guarded, passwords: [password], codes, ...empty }
}

/** Whether somebody has neither a code nor a session left that could give new ones. */
export function isShutOut({ guarded, codes, sessions }: Restless): boolean {
  return guarded && codes.length === 0 && sessions.every(({ standing }) => standing === 'ended')
}
