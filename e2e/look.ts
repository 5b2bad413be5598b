import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'

/** Where the pictures lie, for people to look at; git leaves them out. */
const folder = join(import.meta.dirname, 'results/pages')

const windows = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } }
const schemes = ['light', 'dark'] as const

/**
 * Takes a picture of the open page on a phone and a desktop, in light and dark, and sees to it that nothing stands out
 * over the side and that what is pressed is large enough for a finger (WCAG 2.2, 2.5.8).
 */
export async function look(page: Page, name: string): Promise<void> {
  for (const [device, size] of Object.entries(windows)) {
    await page.setViewportSize(size)
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(folder, `${name}-${device}-${colorScheme}.png`), fullPage: true })
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(over, `${name} on a ${device}`).toBeLessThanOrEqual(0)
    // All at one moment: a word of thanks, with its button, goes by itself after some seconds.
    const sides = await page.locator('button:visible, input:visible').evaluateAll((controls) =>
      controls.flatMap((control) => {
        const { width, height } = control.getBoundingClientRect()
        return [width, height]
      }),
    )
    expect(Math.min(...sides), `${name} on a ${device}`).toBeGreaterThanOrEqual(24)
  }
}
