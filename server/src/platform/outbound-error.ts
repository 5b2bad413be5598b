/**
 * Why a call to another service came to nothing: it may not be called; it did not answer, or not in time; it sent more
 * than we take; or it sent something else than it should.
 */
export type OutboundReason = 'forbidden' | 'away' | 'slow' | 'too-much' | 'not-json'

/** A call to another service that failed. The message names the host and never the rest of the address, a header or a body. */
export class OutboundError extends Error {
  readonly reason: OutboundReason
  /** As Node's own errors of the network have one. */
  readonly code = 'EOUTBOUND'

  constructor(reason: OutboundReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'OutboundError'
    this.reason = reason
  }
}
