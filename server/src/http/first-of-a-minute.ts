import type { Clock } from '../platform/clock.ts'

const minuteMs = 60_000

/**
 * Thins what strangers can make happen as often as they like, so that a flood of it does not flood the log.
 * @returns says of an event, by its kind, how many of the kind were left out since the last one that was told; undefined
 * when this one is to be left out too, because one was told less than a minute ago. Each kind is remembered for good, so
 * there must be few of them.
 */
export function firstOfAMinute(now: Clock): (kind: string) => number | undefined {
  const told = new Map<string, { readonly atMs: number; leftOut: number }>()
  return (kind) => {
    const atMs = now().getTime()
    const last = told.get(kind)
    // The distance and not the difference: a clock that was set back must not silence the log until it has caught up.
    if (last && Math.abs(atMs - last.atMs) < minuteMs) {
      last.leftOut += 1
      return undefined
    }
    told.set(kind, { atMs, leftOut: 0 })
    return last?.leftOut ?? 0
  }
}
