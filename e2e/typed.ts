import { expect, type Page } from '@playwright/test'

/** What tells a reader where the keyboard is. */
type Sign = { readonly name: string; readonly isMarked: boolean }

/** What has the focus, by its name, and whether that can be seen: by an outline, or by the shadow and border of a field. */
function focused(page: Page): Promise<Sign> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement) || at === document.body) return { name: '', isMarked: true }
    const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])].map((label) => label.innerText) : []
    const name = at.getAttribute('aria-label') ?? labels.join(' ') ?? ''
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at)
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    const isHeading = /^H[1-6]$/.test(at.tagName)
    return { name: name || at.innerText.trim(), isMarked: isHeading || isOutlined || boxShadow !== 'none' }
  })
}

/** Goes to something by the Tab key alone, and sees to it that each stop on the way can be seen. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const stops: string[] = []
  for (let i = 0; i < 60; i++) {
    const at = await focused(page)
    // Nothing of the page: the browser's own bar.
    if (at.name !== '') expect(at.isMarked, `the focus on "${at.name}" can be seen`).toBe(true)
    if (typeof name === 'string' ? at.name === name : name.test(at.name)) return
    stops.push(at.name)
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not come to ${name}, but to ${stops.join(', ')}`)
}

/** Types into a field that the Tab key led to. */
export async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.type(text)
}

/** Presses a button or follows a link that the Tab key led to. */
export async function enterAt(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}
