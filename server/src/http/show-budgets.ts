import type { FastifyReply } from 'fastify'
import type { Spent } from '../platform/budgets.ts'

/**
 * Tells what is left of budgets, behind those that were told before (RateLimit and RateLimit-Policy,
 * draft-ietf-httpapi-ratelimit-headers: lists, one item a budget).
 */
export function showBudgets(reply: FastifyReply, spent: readonly Spent[]): void {
  let left = told(reply, 'RateLimit')
  let policy = told(reply, 'RateLimit-Policy')
  for (const { budget, remaining, resetSeconds } of spent) {
    left += `${left && ', '}"${budget.name}";r=${remaining};t=${resetSeconds}`
    policy += `${policy && ', '}"${budget.name}";q=${budget.points};w=${budget.seconds}`
  }
  reply.header('RateLimit', left)
  reply.header('RateLimit-Policy', policy)
}

function told(reply: FastifyReply, name: string): string {
  const value = reply.getHeader(name)
  return typeof value === 'string' ? value : ''
}
