import type { AuditFacts, AuditName } from './audit-events.ts'
import type { ChainName } from './chain.ts'

/** Facts that tell of a person. They are kept apart, so that they can be erased with the person. */
const personalFacts: { readonly [N in AuditName]?: readonly (keyof AuditFacts[N] & string)[] } = {
  'account.registered': ['username'],
  // Written freely, so it may name anybody.
  'account.administered': ['reason'],
  'admin.acted': ['reason'],
  'block.lifted': ['network'],
}

/** What strangers can make happen as often as they like. It is kept for a shorter time, in a chain of its own. */
const brief: ReadonlySet<string> = new Set<AuditName>([
  'account.register_refused',
  'sign_in.failed',
  'sign_in.second_factor_asked',
  'sign_in.second_factor_failed',
  'factor.failed',
  'password.reset_requested',
])

/** The chain that an event is sealed into. */
export function chainOf(name: string): ChainName {
  return brief.has(name) ? 'brief' : 'main'
}

type Facts = Readonly<Record<string, unknown>>

/** Parts the facts of an event: what stays, and what can be erased; null for nothing of that kind. */
export function partFacts(name: AuditName, all: Facts): { facts: Facts; personal: Facts | null } {
  const kept: readonly string[] | undefined = personalFacts[name]
  if (kept === undefined) return { facts: all, personal: null }
  const entries = Object.entries(all)
  const isPersonal = ([key]: [string, unknown]): boolean => kept.includes(key)
  return {
    facts: Object.fromEntries(entries.filter((entry) => !isPersonal(entry))),
    personal: Object.fromEntries(entries.filter(isPersonal)),
  }
}
