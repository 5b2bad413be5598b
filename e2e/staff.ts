import type { Page } from '@playwright/test'
import { heading, press, signInThere, write } from './account-pages.ts'
import { type Person, somebody } from './person.ts'
import type { Service } from './service.ts'
import { codeOf } from './totp.ts'

/** Somebody with a role, and what their authenticator app has. */
export type StaffPerson = Person & { readonly uri: URL; readonly backupCodes: readonly string[] }

/** Has an account with a role and an authenticator app before the story begins. */
export async function haveStaff(service: Service, role: 'support' | 'admin'): Promise<StaffPerson> {
  const person = await haveRole(service, role)
  const call = await openApi(service, person)
  const set = (await call('GET', 'auth/mfa/totp/setup/')) as { uri: string; backup_codes: string[] }
  const uri = new URL(set.uri)
  await call('POST', 'auth/mfa/totp/setup/', { token: codeOf(uri) })
  return { ...person, uri, backupCodes: set.backup_codes }
}

/** Has an account with a role and no second factor. */
export async function haveRole(service: Service, role: 'support' | 'admin'): Promise<Person> {
  const person = somebody(role)
  const { email, username, password } = person
  const names = ['--email', email, '--username', username, '--role', role]
  await service.operate(['users', 'create', ...names, '--password-stdin'], `${password}\n`)
  return person
}

type Call = (method: string, path: string, body?: object) => Promise<unknown>

/** Calls of the API with a session of its own, past the pages. @throws Error for any refusal */
export async function openApi({ origin }: Service, { email, password }: Person): Promise<Call> {
  let access = ''
  const call: Call = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', ...(access && { authorization: `Bearer ${access}` }) }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${origin}/api/${path}`, { method, headers, ...sent })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const signedIn = (await call('POST', 'auth/login/', { email, password })) as { access: string }
  access = signedIn.access
  return call
}

/** Signs in on the pages, with both factors. @param next a page of the dashboard */
export async function enterDashboard(page: Page, person: StaffPerson, next = '/admin'): Promise<void> {
  await page.goto(next)
  await heading(page, 'Welcome back')
  await signInThere(page, person)
  // The code before was taken at the set-up, and each is taken once.
  await write(page, 'Six-digit code', codeOf(person.uri, 1))
  await press(page, 'Verify')
}
