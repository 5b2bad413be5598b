import { type ChainName, eventHash, type SealedEvent } from './chain.ts'
import type { NewFinding } from './findings.ts'

/** An event that does not fit at its place, and what may have stood before it there; nothing when that is gone. */
export type Misfit = { readonly event: SealedEvent & { position: number }; readonly befores: readonly string[] }

/** Each is tried at the place of each other, so only so many are. */
const mostTried = 30

/**
 * Finds out what was done to events that do not fit: whether they stand at each other's places, and which of them only
 * follow on one that is wrong.
 */
export function placeMisfits(key: Uint8Array, chain: ChainName, misfits: readonly Misfit[]): NewFinding[] {
  const tried = misfits.length <= mostTried ? misfits : []
  // The true hashes of these places are among them, wherever they stand now.
  const hashes = tried.map(({ event }) => event.hash)
  const homeOf = ({ event }: Misfit): number | undefined =>
    tried.find(({ event: { position }, befores }) =>
      [...befores, ...hashes].some((before) => hashes.includes(eventHash(key, { chain, position, before }, event))),
    )?.event.position
  return misfits.flatMap((misfit): NewFinding[] => {
    const { position, id: eventId } = misfit.event
    const home = homeOf(misfit)
    if (home === position) return []
    const place = { chain, position, eventId }
    if (home !== undefined) return [{ ...place, what: 'moved', says: `this event was sealed at position ${home}` }]
    if (misfit.befores.length === 0) {
      return [{ ...place, what: 'unlinked', says: 'what stood before is gone, so this event cannot be checked' }]
    }
    return [{ ...place, what: 'changed', says: 'the event is not what was sealed here' }]
  })
}
