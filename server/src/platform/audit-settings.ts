import type { SettingsReader } from './settings-reader.ts'

export type AuditSettings = {
  /** After how many days an event is removed, by the chain it is in. */
  readonly retentionDays: { readonly main: number; readonly brief: number }
  readonly stream: StreamSettings
}

/** Where sealed events are copied to. */
export type StreamSettings = {
  readonly target: 'off' | 'stdout' | 'syslog'
  /** Undefined unless the target is syslog. */
  readonly syslog: SyslogAddress | undefined
  /** Whether the copies tell who and from where: nobody can erase it there. */
  readonly personal: boolean
}

export type SyslogAddress =
  | { readonly by: 'udp' | 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly by: 'unix'; readonly path: string }

/** RFC 5426 section 3.3, RFC 6587 section 3.2, RFC 5425 section 4.1. */
const usualPorts = { udp: 514, tcp: 601, tls: 6514 }

export function readAudit(read: SettingsReader): AuditSettings {
  const target = read.choice('AUDIT_STREAM', ['off', 'stdout', 'syslog'], 'off')
  const address = read.optional('AUDIT_SYSLOG_ADDRESS')
  const syslog = address === undefined ? undefined : parseSyslogAddress(address)
  if (address !== undefined && !syslog) {
    read.fault(`AUDIT_SYSLOG_ADDRESS must be like udp://host:514, tcp://…, tls://… or unix:/path, not "${address}".`)
  }
  if (target === 'syslog' && address === undefined) read.fault('AUDIT_STREAM=syslog needs AUDIT_SYSLOG_ADDRESS.')
  return {
    retentionDays: {
      main: read.whole('AUDIT_RETENTION_DAYS', 365, [1, 36_500]),
      brief: read.whole('AUDIT_BRIEF_RETENTION_DAYS', 90, [1, 36_500]),
    },
    stream: {
      target,
      syslog: target === 'syslog' ? syslog : undefined,
      personal: read.flag('AUDIT_STREAM_PERSONAL', false),
    },
  }
}

/** @returns undefined for a text that names no address */
export function parseSyslogAddress(text: string): SyslogAddress | undefined {
  const path = /^unix:(?:\/\/)?(\/[^\0]+)$/.exec(text)?.[1]
  if (path !== undefined) return { by: 'unix', path }
  const by = (['udp', 'tcp', 'tls'] as const).find((scheme) => text.startsWith(`${scheme}://`))
  const url = by && URL.parse(text)
  if (!by || !url || url.hostname === '' || url.pathname.length > 1 || url.search || url.hash || url.username)
    return undefined
  const port = url.port === '' ? usualPorts[by] : Number(url.port)
  return port === 0 ? undefined : { by, host: url.hostname.replace(/^\[|\]$/g, ''), port }
}
