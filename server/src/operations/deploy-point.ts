/** One point of the security checklist. `look` is for what cannot be seen from here; it does not fail the check. */
export type Point = {
  readonly point: string
  readonly state: 'ok' | 'todo' | 'look'
  /** What is so, or what to do. */
  readonly says: string
}

/** What the configuration does not tell. */
export type Seen = {
  readonly now: Date
  /** Files with secrets that others than their owner may read. */
  readonly openFiles: readonly string[]
  /** When `backup` was last done here; undefined for never. */
  readonly lastBackup: Date | undefined
  /** Whether there is a list of breached passwords. */
  readonly breachedList: boolean
}
