import type { Browser, Page } from '@playwright/test'

/** Of one page: what it looks like on a desktop and a phone. */
export type Shots = Readonly<Record<'light' | 'dark', { readonly desktop: Buffer; readonly phone: Buffer }>>

/** Of the sheet, which is shrunk to be read beside a text; in CSS pixels. */
const width = 1440
/** Of 100; letters stay clean, and a sheet stays below 150 kB. */
const quality = 72

const style = `body { margin: 0; padding: 24px; width: ${width - 48}px; background: #cfd4e2; display: grid; gap: 20px;
  grid-template-columns: 1fr 0.2888fr; align-items: start }
  img { width: 100%; border-radius: 10px; display: block }`

/** Puts the pictures of one page onto one sheet. @returns WebP, which is a quarter of a PNG */
export async function drawSheet(browser: Browser, { light, dark }: Shots): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  const picture = (shot: Buffer) => `<img src="data:image/png;base64,${shot.toString('base64')}">`
  const rows = [light, dark].map(({ desktop, phone }) => picture(desktop) + picture(phone))
  await page.setContent(`<!doctype html><style>${style}</style>${rows.join('')}`)
  const sheet = await asWebp(page)
  await page.close()
  return sheet
}

/** Playwright itself writes PNG and JPEG alone. */
async function asWebp(page: Page): Promise<Buffer> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  const session = await page.context().newCDPSession(page)
  const clip = { x: 0, y: 0, width, height, scale: 1 }
  const options = { format: 'webp', quality, captureBeyondViewport: true, clip } as const
  const { data } = await session.send('Page.captureScreenshot', options)
  return Buffer.from(data, 'base64')
}
