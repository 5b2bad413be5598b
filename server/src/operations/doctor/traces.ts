import { postSpans } from '../../platform/tracing/send-spans.ts'
import { type Check, ok, skipped } from './finding.ts'

/** Whether the collector takes spans. It is sent none. */
export const traces: Check = {
  name: 'traces',
  async look({ config: { traces: settings }, patienceMs }) {
    if (settings === undefined) return skipped('no collector is set')
    await postSpans(settings, '{"resourceSpans":[]}', { timeoutMs: patienceMs })
    return ok(`${new URL(settings.url).host} takes traces`)
  },
}
