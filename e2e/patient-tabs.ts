import type { BrowserContext } from '@playwright/test'

/**
 * Tabs ask each other for a token for a part of a second, and the service after that. In this browser they take twenty
 * times as long, so that the one with the token is heard on a machine that is busy, too.
 */
export async function havePatience(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const now = performance.now.bind(performance)
    performance.now = () => now() / 20
  })
}
