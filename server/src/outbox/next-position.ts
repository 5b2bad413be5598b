import type { App } from '../platform/app.ts'

/** A place behind all that this process gave before; across processes places follow the clock. */
export function nextPosition(app: App): number {
  return app.hold(makePositions)(app.now())
}

function makePositions(): (now: Date) => number {
  let last = 0
  return (now) => {
    last = Math.max(last + 1, now.getTime() * 256)
    return last
  }
}
