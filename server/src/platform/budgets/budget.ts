/** How many acts of one kind somebody may do in a window of time. */
export type Budget = { readonly name: string; readonly points: number; readonly seconds: number }

export type Spent = {
  readonly budget: Budget
  readonly allowed: boolean
  readonly remaining: number
  /** Seconds until the window ends and the budget is whole again. */
  readonly resetSeconds: number
}
