import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { callerOf } from './caller-of.ts'
import { showBudgets } from './show-budgets.ts'

/**
 * A hook that spends one point of the caller's network for each request, and tells how much is left.
 * @throws Problem `rate_limited` when nothing is left
 */
export function limitNetwork(app: App, budget: Budget) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!app.config.limits.enabled) return
    const spent = await app.budgets.spend(budget, callerOf(app, request).network)
    showBudgets(reply, [spent])
    if (!spent.allowed) throw new Problem('rate_limited', { retryAfter: spent.resetSeconds })
  }
}
