import type { App } from '../src/platform/app.ts'

/**
 * Takes every place of the hasher, and the first of those that wait: whoever comes for a hash waits behind, or is refused.
 * @returns gives them back
 */
export function fillHasher({ hasher }: App): () => Promise<void> {
  const free = Promise.withResolvers<void>()
  const busy: Promise<void>[] = []
  while (hasher.stats().waiting === 0) busy.push(hasher.inTurn(() => free.promise))
  return async () => {
    free.resolve()
    await Promise.all(busy)
  }
}
