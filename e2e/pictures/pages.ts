import type { Page } from '@playwright/test'
import { heading, press, write } from '../account-pages.ts'

/** Who looks at a page. */
export type Reader = 'stranger' | 'member' | 'staff'

export type Pictured = {
  /** Of the file. */
  readonly name: string
  readonly reader: Reader
  readonly path: string
  /** The heading that says that the page is there. */
  readonly title: string
  /** What is done on the page before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>
}

/** Every page that is pictured in `docs/pages`, in the order of its list. */
export const pictured: readonly Pictured[] = [
  { name: 'sign-in', reader: 'stranger', path: '/sign-in', title: 'Welcome back' },
  {
    ...{ name: 'sign-up', reader: 'stranger', path: '/sign-up', title: 'Create your account' },
    prepare: async (page) => {
      await write(page, 'Email address', 'maya.okafor@example.com')
      await write(page, 'Username', 'maya')
      await write(page, 'Password', 'tree sand moon')
    },
  },
  { name: 'verify', reader: 'stranger', path: '/verify', title: 'Look into your mailbox' },
  { name: 'recover', reader: 'stranger', path: '/recover', title: 'Reset your password' },
  { name: 'profile', reader: 'member', path: '/account', title: 'Profile' },
  { name: 'security', reader: 'member', path: '/account/security', title: 'Security' },
  {
    ...{ name: 'backup-codes', reader: 'member', path: '/account/security', title: 'Security' },
    prepare: async (page) => {
      await press(page, 'New codes')
      await page.locator('.codes').waitFor()
    },
  },
  { name: 'devices', reader: 'member', path: '/account/sessions', title: 'Devices' },
  { name: 'activity', reader: 'member', path: '/account/activity', title: 'Activity' },
  {
    ...{ name: 'notices', reader: 'member', path: '/account', title: 'Profile' },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Notices/ }).click()
      await heading(page, 'Profile')
    },
  },
  { name: 'data', reader: 'member', path: '/account/data', title: 'Your data' },
  { name: 'admin-overview', reader: 'staff', path: '/admin', title: 'Overview' },
  { name: 'admin-people', reader: 'staff', path: '/admin/people', title: 'People' },
  {
    ...{ name: 'admin-person', reader: 'staff', path: '/admin/people', title: 'People' },
    prepare: async (page) => {
      await page.getByRole('link', { name: 'maya.okafor@example.com' }).click()
      await heading(page, 'maya.okafor@example.com')
    },
  },
  { name: 'admin-sessions', reader: 'staff', path: '/admin/sessions', title: 'Sessions' },
  { name: 'admin-audit', reader: 'staff', path: '/admin/audit', title: 'Audit log' },
  { name: 'admin-outbox', reader: 'staff', path: '/admin/outbox', title: 'Outbox' },
  { name: 'admin-webhooks', reader: 'staff', path: '/admin/webhooks', title: 'Webhooks' },
  { name: 'admin-blocks', reader: 'staff', path: '/admin/blocks', title: 'Blocks' },
  { name: 'admin-keys', reader: 'staff', path: '/admin/keys', title: 'Keys' },
  { name: 'admin-services', reader: 'staff', path: '/admin/services', title: 'Services' },
  { name: 'admin-settings', reader: 'staff', path: '/admin/settings', title: 'Settings' },
]
