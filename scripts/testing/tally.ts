import type { EventData } from 'node:test'

/** What a file's tests have come to. */
type FileTally = { readonly file: string; readonly tests: number; readonly ms: number; readonly passed: boolean }
type Ended =
  | { readonly type: 'test:pass'; readonly data: EventData.TestPass }
  | { readonly type: 'test:fail'; readonly data: EventData.TestFail }

/** Counts what ended tests say, by the file that each stands in. */
export function makeTally() {
  const files = new Map<string, FileTally>()
  return {
    add({ type, data }: Ended): void {
      const { file = '', nesting } = data
      const before = files.get(file) ?? { file, tests: 0, ms: 0, passed: true }
      files.set(file, {
        file,
        tests: before.tests + 1,
        // The time of a test holds that of the tests inside it.
        ms: before.ms + (nesting === 0 ? data.details.duration_ms : 0),
        passed: before.passed && type === 'test:pass',
      })
    },
    /** The files that passed so far, which are forgotten with the others. */
    takePassed(): FileTally[] {
      const passed = [...files.values()].filter((one) => one.passed)
      files.clear()
      return passed
    },
  }
}
