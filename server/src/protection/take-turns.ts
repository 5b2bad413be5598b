import type { App } from '../platform/app.ts'

/**
 * Lets the acts on one key run one after the other in this process. Attempts at one account wait for each other, so
 * that a burst of right passwords is not taken for a burst of wrong ones: each settles its count before the next.
 */
export function takeTurns<R>(app: App, key: string, act: () => Promise<R>): Promise<R> {
  const tails = app.hold(makeTails)
  const before = tails.get(key) ?? Promise.resolve()
  const mine = before.then(act)
  const tail = mine.then(
    () => undefined,
    () => undefined,
  )
  tails.set(key, tail)
  tail.then(() => {
    if (tails.get(key) === tail) tails.delete(key)
  })
  return mine
}

function makeTails(): Map<string, Promise<void>> {
  return new Map()
}
