import { availableParallelism } from 'node:os'
import { defineConfig } from '@playwright/test'
import { findChromium } from '../scripts/testing/chromium.ts'

export default defineConfig({
  testDir: 'stories',
  outputDir: 'results/failures',
  reporter: 'list',
  forbidOnly: true,
  // As many have one cause, most of the time a service that does not start.
  maxFailures: 8,
  // Each has a service and a browser of its own.
  workers: Math.min(4, Math.max(2, availableParallelism())),
  // Long enough for a loaded machine; a story that gets what it waits for never uses it up.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    headless: true,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      // Chromium refuses its sandbox to root, which is what a container's user mostly is.
      chromiumSandbox: process.getuid?.() !== 0,
      // Beside what Playwright switches off itself: nothing of these pages needs a graphics card or QUIC.
      args: ['--disable-gpu', '--disable-quic'],
    },
  },
})
