import type { TestContext } from 'node:test'

type Act = () => unknown

const actsOf = new WeakMap<TestContext, Act[]>()

/**
 * Tidies up when the test ends, in the opposite order of the calls: what was started last stands on what was started
 * first. An act that fails does not hold up the others; the test fails with it afterwards.
 */
export function atEnd(t: TestContext, act: Act): void {
  const known = actsOf.get(t)
  if (known) return void known.push(act)
  const acts = [act]
  actsOf.set(t, acts)
  t.after(async () => {
    const faults: unknown[] = []
    for (const one of acts.toReversed()) {
      try {
        await one()
      } catch (fault) {
        faults.push(fault)
      }
    }
    if (faults.length > 0) throw faults.length === 1 ? faults[0] : new AggregateError(faults, 'tidying up failed')
  })
}
