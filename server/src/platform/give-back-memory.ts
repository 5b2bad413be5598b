/** Milliseconds after the start at which the first probes have been answered. */
const settleMs = 1000

/**
 * Gives back the memory that only the start needed, once, a second after it. Nothing happens where Node does not offer the
 * collector (`--expose-gc`, which `npm start` sets). V8 itself collects like this only when memory runs out.
 */
export function giveBackMemory(): void {
  const collect = globalThis.gc
  if (!collect) return
  setTimeout(() => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }), settleMs).unref()
}
