import type { SettingsReader } from './settings-reader.ts'

export type LoadSettings = {
  /** Requests that this process works on at once, without those that wait for a password hash; more are refused. */
  readonly mostInFlight: number
  /** Milliseconds that one turn of the event loop may take before requests are refused; 0 for as long as it likes. */
  readonly turnMs: number
  /** Seconds between the moment at which `/readyz` says no and the end of listening. */
  readonly leaveSeconds: number
}

export function readLoad(read: SettingsReader): LoadSettings {
  return {
    mostInFlight: read.whole('MAX_REQUESTS_IN_FLIGHT', 1000, [10, 100_000]),
    turnMs: read.whole('OVERLOAD_TURN_MS', 50, [0, 10_000]),
    leaveSeconds: read.whole('SHUTDOWN_DELAY', 0, [0, 60]),
  }
}
