import type { TestServer } from '../harness.ts'

const hourSeconds = 3600

/**
 * Moves the clock to the beginning of an hour that no other test lives in: the counters of a shared Redis outlive a
 * test, and a test of budgets must not begin in one window and end in the next.
 */
export function goToFarHour({ clock }: TestServer): void {
  const intoHour = (clock.now().getTime() / 1000) % hourSeconds
  clock.advance({ days: 1 + Math.floor(Math.random() * 10_000), seconds: hourSeconds - intoHour + 1 })
}
