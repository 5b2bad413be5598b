import { expect, type Page } from '@playwright/test'
import type { Person } from './person.ts'

export const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
export const write = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text)

/** Fills in the page of sign-up, and sends it. */
export async function signUpThere(page: Page, { email, username, password }: Person): Promise<void> {
  await page.goto('/sign-up')
  await write(page, 'Email address', email)
  await write(page, 'Username', username)
  await write(page, 'Password', password)
  await press(page, 'Create account')
  await heading(page, 'Look into your mailbox')
}

/** The first step of a sign-in, on the page for it. */
export async function signInThere(page: Page, { email, password }: Person): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in')
  await write(page, 'Email address or username', email)
  await write(page, 'Password', password)
  await press(page, 'Sign in')
}

/** Goes to a page of the account by the list of them. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await heading(page, name)
}
