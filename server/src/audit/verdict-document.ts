import type { Verdict } from './verify-log.ts'

/** What came of a verification, as the command line and administrators are told of it. */
export function verdictDocument({ read, unsealed, findings, count }: Verdict) {
  const told = findings.map(({ what, chain, position, upTo, eventId, says }) => ({
    what,
    chain,
    position,
    up_to: upTo,
    event_id: eventId,
    says,
  }))
  const chains = Object.entries(read).map(([chain, { from, upTo }]) => ({ chain, after: from, up_to: upTo }))
  return { ok: count === 0, chains, unsealed, findings_count: count, findings: told }
}
