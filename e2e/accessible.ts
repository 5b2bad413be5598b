import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Finding = {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly target: unknown }[]
}
type Axe = { readonly axe: { readonly run: () => Promise<{ violations: readonly Finding[] }> } }

/** Looks at the open page in light and dark for what shuts people out (WCAG 2.2 A and AA, and good practice): nothing serious may be found. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await page.evaluate(axe)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))))
    const { violations } = await page.evaluate(() => (window as unknown as Axe).axe.run())
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)
    expect(told, `${name}, ${colorScheme}`).toEqual([])
  }
}
