/** One event on its way out of the service. */
export type AuditLine = { readonly at: Date; readonly event: string; readonly document: object }

/** Where events are copied to, besides the database. */
export type AuditSink = {
  /**
   * Hands lines over, in their order.
   * @throws Error when not all of them could be; some may have arrived
   */
  readonly send: (lines: readonly AuditLine[]) => Promise<void>
  readonly close: () => void
}
