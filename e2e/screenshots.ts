import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { makeChildren } from '../scripts/testing/children.ts'
import { findChromium } from '../scripts/testing/chromium.ts'
import { heading } from './account-pages.ts'
import { seatExample } from './pictures/example.ts'
import { seatStaff } from './pictures/example-staff.ts'
import { type Pictured, pictured, type Reader } from './pictures/pages.ts'
import { drawSheet, type Shots } from './pictures/sheet.ts'
import { startService } from './service.ts'
import { keepWatch } from './watch.ts'

/**
 * Takes the pictures of `docs/pages` anew: a sheet a page, with light and dark, desktop and phone. The names on the command
 * line are those to take; without any it is all of them.
 */
const folder = join(import.meta.dirname, '../docs/pages')
const windows = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }

async function shoot(page: Page, { path, title, prepare }: Pictured): Promise<Shots> {
  await page.setViewportSize(windows.desktop)
  await page.goto(path)
  await heading(page, title)
  await prepare?.(page)
  await page.waitForLoadState('networkidle')
  const take = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme })
    // Borders come to their new colour in steps.
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))))
    await page.setViewportSize(windows.desktop)
    const desktop = await page.screenshot()
    await page.setViewportSize(windows.phone)
    return { desktop, phone: await page.screenshot() }
  }
  return { light: await take('light'), dark: await take('dark') }
}

const wanted = process.argv.slice(2)
const chosen = pictured.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const data = mkdtempSync(join(tmpdir(), 'kalosphere-auth-pictures-'))
const children = makeChildren()
const executablePath = findChromium()
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  chromiumSandbox: process.getuid?.() !== 0,
})
try {
  const service = await startService(children, data, {})
  const watch = keepWatch(() => [service.origin])
  const stranger = await browser.newContext({ baseURL: service.origin, reducedMotion: 'reduce' })
  const pages: Readonly<Record<Reader, Page>> = {
    stranger: await stranger.newPage(),
    member: await seatExample(browser, service, watch),
    staff: await seatStaff(browser, service, watch),
  }
  mkdirSync(folder, { recursive: true })
  for (const one of chosen) {
    const sheet = await drawSheet(browser, await shoot(pages[one.reader], one))
    writeFileSync(join(folder, `${one.name}.webp`), sheet)
    process.stdout.write(`${one.name}.webp  ${Math.round(sheet.length / 1024)} kB\n`)
  }
  const complaints = watch.complaints()
  if (complaints.length > 0) throw new Error(complaints.join('\n'))
} finally {
  await browser.close()
  await children.endAll()
  rmSync(data, { recursive: true, force: true, maxRetries: 5 })
}
