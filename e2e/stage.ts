import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContextOptions, expect, test as plain } from '@playwright/test'
import { makeChildren } from '../scripts/testing/children.ts'
import { type OtherSite, openOtherSite } from './other-site.ts'
import { type Service, startService } from './service.ts'
import { letIn, type Visitor } from './visitor.ts'
import { keepWatch, type Watch } from './watch.ts'

type Stage = {
  /** Lets somebody in, with a browser of their own; as many as the story has people and devices. */
  readonly enter: (options?: BrowserContextOptions) => Promise<Visitor>
  readonly watch: Watch
  readonly otherSite: OtherSite
}

/** The service runs as long as the process of the stories does; each story has people of its own. */
type House = {
  /** More of the service's environment, for a file of stories that needs another service: `test.use({ settings })`. */
  readonly settings: Readonly<Record<string, string>>
  readonly service: Service
  /** Origins of other services that the pages lead to on purpose. */
  readonly elsewhere: readonly string[]
}

export const test = plain.extend<Stage, House>({
  settings: [{}, { scope: 'worker', option: true }],
  elsewhere: [[], { scope: 'worker', option: true }],
  service: [
    async ({ settings }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'kalosphere-auth-e2e-'))
      const children = makeChildren()
      try {
        const service = await startService(children, folder, settings)
        await use(service)
        await service.stop()
      } finally {
        await children.endAll()
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
      }
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads off it what is asked for
  otherSite: async ({}, use) => {
    const site = await openOtherSite()
    await use(site)
    await site.close()
  },
  watch: async ({ service, otherSite, elsewhere }, use) => {
    const watch = keepWatch(() => [
      ...[service.origin, service.address],
      ...Object.values(otherSite.origins),
      ...elsewhere,
    ])
    await use(watch)
    expect(watch.complaints(), 'what no page of ours may cause').toEqual([])
  },
  enter: async ({ browser, service, watch }, use) => {
    const visitors: Visitor[] = []
    await use(async (options) => {
      const visitor = await letIn({ browser, service, watch }, options)
      visitors.push(visitor)
      return visitor
    })
    for (const visitor of visitors) await visitor.leave()
  },
})

export { expect }
