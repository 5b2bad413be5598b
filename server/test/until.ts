import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'

/** Long enough for a loaded machine; a test that gets what it waits for never uses it up. */
const patienceMs = 60_000

/**
 * Waits for what another process, or a connection, must bring about.
 * @param patience milliseconds
 * @param look gives what is waited for, or undefined while it is not there
 */
export async function until<R>(
  what: string,
  look: () => Promise<R | undefined> | R | undefined,
  patience = patienceMs,
): Promise<R> {
  const ends = performance.now() + patience
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    assert.ok(performance.now() < ends, `waited ${patience / 1000} s in vain for ${what}`)
    await pause(20)
  }
}
