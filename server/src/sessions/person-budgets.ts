import type { Person } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Budget, Spent } from '../platform/budgets.ts'
import type { Rate } from '../platform/rate-settings.ts'

type Kind = 'read' | 'write'
/** What an account may do, and what one session of it. */
type Pair = { readonly account: Budget; readonly client: Budget }
type Pairs = Readonly<Record<Kind, Pair>>

/**
 * Spends one request of a signed-in person: of the session's budget, so that one client gone wild leaves something for the
 * others, and of the account's.
 * @param method of HTTP; GET, HEAD and OPTIONS are reads
 * @returns both budgets as they stand; what is refused spends nothing of the other
 */
export function spendRequest(app: App, person: Person, method: string): readonly Spent[] {
  const kind = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'read' : 'write'
  const { account, client } = app.hold(makeBudgetsByRole).of(person.roles)[kind]
  const ofClient = app.budgets.count(client, person.sessionId)
  if (!ofClient.allowed) return [ofClient]
  return [app.budgets.count(account, person.accountId), ofClient]
}

/** Budgets are told apart by identity, so there is one pair for each rate. */
function makeBudgetsByRole({ config }: App): { of: (roles: readonly string[]) => Pairs } {
  const { usual, byRole, clientPercent } = config.limits.rates
  const toPair = (kind: Kind, rate: Rate): Pair => {
    const share = Math.max(1, Math.floor((rate.points * clientPercent) / 100))
    return { account: { name: `account-${kind}`, ...rate }, client: { name: `client-${kind}`, ...rate, points: share } }
  }
  const usualPairs: Pairs = { read: toPair('read', usual.read), write: toPair('write', usual.write) }
  const pairsByRole = new Map<string, Partial<Pairs>>()
  for (const [role, { read, write }] of byRole) {
    pairsByRole.set(role, {
      ...(read && { read: toPair('read', read) }),
      ...(write && { write: toPair('write', write) }),
    })
  }
  const best = (kind: Kind, roles: readonly string[]): Pair => {
    const special = roles.flatMap((role) => pairsByRole.get(role)?.[kind] ?? [])
    return special.length === 0 ? usualPairs[kind] : special.reduce(higher)
  }
  return {
    of(roles) {
      if (roles.length === 0 || pairsByRole.size === 0) return usualPairs
      return { read: best('read', roles), write: best('write', roles) }
    },
  }
}

function higher(one: Pair, other: Pair): Pair {
  const perSecond = ({ account }: Pair): number => account.points / account.seconds
  return perSecond(other) > perSecond(one) ? other : one
}
