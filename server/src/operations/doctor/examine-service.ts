import type { App } from '../../platform/app.ts'
import { type Examination, examine } from './examine.ts'

/** So often others are asked, however often we are. */
const keptMs = 5000
const patienceMs = 5000

/** Examines the service from within, at work. Whoever asks meanwhile, and soon after, gets the same answer. */
export function examineService(app: App): Promise<Examination> {
  const kept = app.hold(makeKept)
  const now = app.now().getTime()
  if (kept.examination === undefined || Math.abs(now - kept.at) > keptMs) {
    kept.at = now
    kept.examination = examine({
      ...{ app, config: app.config, now: app.now },
      ...{ faults: [], patienceMs, isCommand: false, sendTestTo: undefined },
    })
  }
  return kept.examination
}

function makeKept(): { at: number; examination: Promise<Examination> | undefined } {
  return { at: 0, examination: undefined }
}
