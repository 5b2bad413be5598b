import { fetchOutside, type OutsideAnswer } from '../../platform/outbound.ts'
import { doctorHeader, doctorTicket } from '../doctor-ticket.ts'
import type { Subject } from './finding.ts'

/** Of a net that is for documents and nobody's (RFC 5737): an address that a client could make up. */
export const madeUpAddress = '192.0.2.77'

/**
 * Asks the service through its public address, as a stranger who claims to be somebody else.
 * @throws OutboundError when nobody answers there
 */
export function askPublicAddress({ config, app }: Subject, timeoutMs: number): Promise<OutsideAnswer> {
  const ticket = app === undefined ? {} : { [doctorHeader]: doctorTicket(app) }
  return fetchOutside(`${config.publicUrl}/healthz`, {
    headers: { ...ticket, 'x-forwarded-for': madeUpAddress },
    // It is our own, and often on this machine.
    allowPrivate: true,
    timeoutMs,
    mostBytes: 10_000,
  })
}
