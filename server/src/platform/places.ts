import { readFileSync } from 'node:fs'
import type { Reader, Response } from 'maxmind'
import { loadLate } from './load-late.ts'
import type { Log } from './log.ts'

export type Places = {
  /**
   * Roughly where an address is, for people to read: `Berlin, Germany`. Never a ground for a decision.
   * @returns null when no file is configured, or it does not know the address
   */
  readonly of: (ip: string) => string | null
}

/**
 * Looks places up in a local file in the MaxMind DB format; nobody outside is asked. It is read at the first look, and held
 * in memory from then on.
 * @param file path of the file; undefined for none
 */
export function makePlaces(file: string | undefined, log: Log): Places {
  if (file === undefined) return { of: () => null }
  let reader: Reader<Response> | undefined
  let isBroken = false
  return {
    of(ip) {
      if (isBroken) return null
      try {
        reader ??= openReader(file)
        return placeIn(reader.get(ip))
      } catch (error) {
        // A place is an ornament: a list of sessions must not fail for it.
        isBroken = true
        log.error({ err: error }, 'the file of places is damaged; no places are told until the next start')
        return null
      }
    },
  }
}

function openReader(file: string): Reader<Response> {
  const { Reader } = loadLate('maxmind') as typeof import('maxmind')
  return new Reader(readFileSync(file))
}

function placeIn(found: unknown): string | null {
  const { city, country } = (found ?? {}) as Record<string, unknown>
  const names = [nameOf(city), nameOf(country)].filter((name) => name !== undefined)
  return names.length === 0 ? null : names.join(', ')
}

/** MaxMind and DB-IP give names by language, others the name alone. */
function nameOf(part: unknown): string | undefined {
  if (typeof part === 'string') return part === '' ? undefined : part
  const { names, iso_code: code } = (part ?? {}) as { names?: { en?: unknown }; iso_code?: unknown }
  const name = names?.en ?? code
  return typeof name === 'string' ? name : undefined
}
