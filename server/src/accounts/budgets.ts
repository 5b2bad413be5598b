import type { Budget } from '../platform/budgets.ts'

/** Mails to addresses that somebody names. */
export const emailChangeBudget: Budget = { name: 'email-change', points: 20, seconds: 3600 }
/** Guesses at links and codes; both have budgets of their own beside this one. */
export const proofBudget: Budget = { name: 'proof', points: 120, seconds: 600 }
