import type { Browser, Page } from '@playwright/test'
import { heading } from '../account-pages.ts'
import type { Service } from '../service.ts'
import { enterDashboard, haveStaff } from '../staff.ts'
import { letIn } from '../visitor.ts'
import type { Watch } from '../watch.ts'

const names = ['ivan.petrov', 'lucia.romero', 'hana.sato', 'amara.diallo', 'jonas.weber', 'priya.nair', 'sofia.costa']

/** The administrator of the pictures, and a few people to administer. @returns a page where they are signed in */
export async function seatStaff(browser: Browser, service: Service, watch: Watch): Promise<Page> {
  for (const name of names) {
    const who = ['--email', `${name}@example.com`, '--username', name.split('.')[0] ?? name]
    await service.operate(['users', 'create', ...who, '--password-stdin'], 'tree sand moon river\n')
  }
  const { page } = await letIn({ browser, service, watch }, { reducedMotion: 'reduce' })
  await enterDashboard(page, await haveStaff(service, 'admin'))
  await heading(page, 'Overview')
  return page
}
