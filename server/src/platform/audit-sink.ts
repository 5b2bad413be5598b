import type { AuditSink } from './audit-line.ts'
import type { StreamSettings } from './audit-settings.ts'
import { openSyslog } from './syslog.ts'

/**
 * Opens what the settings name.
 * @param print standard output; gets whole lines
 * @returns undefined when nothing is to be copied
 */
export function makeAuditSink(settings: StreamSettings, print: (text: string) => void): AuditSink | undefined {
  if (settings.syslog) return openSyslog(settings.syslog)
  if (settings.target !== 'stdout') return undefined
  return {
    send: async (lines) => print(lines.map(({ document }) => `${JSON.stringify(document)}\n`).join('')),
    close: () => undefined,
  }
}
