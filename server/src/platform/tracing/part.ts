import { AsyncLocalStorage } from 'node:async_hooks'

/** What a trace tells of a part: words and numbers that are neither secret nor about a person. */
export type Facts = Readonly<Record<string, string | number>>

export type How = {
  /** One of few: a route, a statement, a task; never an address or an id. */
  readonly name: string
  /** `server` and `client` for what goes over a network; by itself work within. */
  readonly kind?: 'server' | 'client'
  readonly facts?: Facts
  /** When it began, as `performance.now()` gave it; by itself now. */
  readonly since?: number
}

/** A piece of work whose time is taken: what OpenTelemetry calls a span. */
export type Part = {
  /** As log lines bear them. */
  readonly ids: { readonly trace_id: string; readonly span_id: string }
  /** Whether it is kept and has not ended. */
  readonly isOpen: () => boolean
  readonly begin: (how: How) => Part
  readonly tell: (facts: Facts) => void
  /** @param cause one word of what went wrong */
  readonly fail: (cause: string) => void
  readonly end: () => void
}

/** What is going on here: nothing wherever no trace was begun, and so always where none are configured. */
const present = new AsyncLocalStorage<Part | undefined>()

/** The part that this is done for; undefined for what goes on after its end, or is not kept. */
export function openPart(): Part | undefined {
  const part = present.getStore()
  return part?.isOpen() ? part : undefined
}

/** Does work, and all that it leads to, as what a part is about. */
export function within<T>(part: Part, work: () => T): T {
  return present.run(part, work)
}

/** Does work that serves somebody else than whoever happens to set it off. */
export function apart<T>(work: () => T): T {
  return present.getStore() === undefined ? work() : present.run(undefined, work)
}

/** Takes the time of work, as a part of what is going on; without a trace it is just done. */
export function timed<T>(how: How, work: () => Promise<T>): Promise<T> {
  const whole = openPart()
  return whole === undefined ? work() : runPart(whole.begin(how), work)
}

/** Does work as a part, and ends it. */
export async function runPart<T>(part: Part, work: () => Promise<T>): Promise<T> {
  try {
    return await within(part, work)
  } catch (error) {
    part.fail(causeOf(error))
    throw error
  } finally {
    part.end()
  }
}

/** Notes that what is going on went wrong, where it does not end by being thrown. */
export function failPart(error: unknown): void {
  openPart()?.fail(causeOf(error))
}

/** For every line of the log. */
export function traceIds(): Part['ids'] | Record<string, never> {
  return openPart()?.ids ?? {}
}

/** The code of an error or its kind. Its sentence may repeat what somebody typed. */
function causeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const word = typeof code === 'string' || typeof code === 'number' ? String(code) : String(name)
  return /^[\w.-]{1,60}$/.test(word) ? word : 'error'
}
