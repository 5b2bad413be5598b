import type { SettingsReader } from './settings-reader.ts'

export type EventSettings = {
  /** At about how many entries the Redis stream is trimmed. */
  readonly streamLength: number
  /** `host` or `host:port`, as in an address: where webhooks may reach this machine and network, and by plain http. */
  readonly privateHosts: readonly string[]
}

export function readEvents(read: SettingsReader): EventSettings {
  const privateHosts = read.list('WEBHOOK_PRIVATE_HOSTS', []).map((text) => text.toLowerCase())
  for (const host of privateHosts) {
    // An address loses the port that its scheme has anyway.
    const isHost = ['http', 'https'].some((scheme) => URL.parse(`${scheme}://${host}/`)?.host === host)
    if (!isHost) read.fault(`WEBHOOK_PRIVATE_HOSTS holds "${host}", which is not like hooks.internal or 10.1.2.3:8080.`)
  }
  return { streamLength: read.whole('EVENT_STREAM_MAXLEN', 1_000_000, [1000, 100_000_000]), privateHosts }
}

/** Whether an address is at one of the hosts that were named: at any port, or at the one named. */
export function isPrivateHost({ privateHosts }: EventSettings, { hostname, port, protocol }: URL): boolean {
  const withPort = `${hostname}:${port === '' ? usualPort(protocol) : port}`
  return privateHosts.includes(hostname) || privateHosts.includes(withPort)
}

function usualPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80
}
