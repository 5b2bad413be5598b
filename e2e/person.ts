import { randomBytes } from 'node:crypto'
import { linkIn, mailTo, tokenOf } from './mailbox.ts'
import type { Service } from './service.ts'
import type { Answer, Visitor } from './visitor.ts'

/** What somebody knows of their own account. */
export type Person = { readonly email: string; readonly username: string; password: string }

/** Somebody whom nobody else is. */
export function somebody(name = 'ana'): Person {
  const mark = randomBytes(5).toString('hex')
  return { email: `${name}.${mark}@example.com`, username: `${name}-${mark}`, password: 'Corr3ct-horse!' }
}

/** Registers before the story begins; no browser is needed for it. @returns the mailed link that verifies the address */
export async function register(service: Service, person: Person): Promise<string> {
  await send(service, 'register/', person)
  return linkIn(await mailTo(service, person.email, /Verify your/))
}

/** Has an account before the story begins: registered, and the address verified. */
export async function haveAccount(service: Service, name?: string): Promise<Person> {
  const person = somebody(name)
  await send(service, 'verify-email/', { token: tokenOf(await register(service, person)) })
  return person
}

/** Says that the password is forgotten. @returns the mailed link to choose a new one */
export async function forget(service: Service, { email }: Person): Promise<string> {
  await send(service, 'forgot-password/', { email })
  return linkIn(await mailTo(service, email, /Reset your/))
}

async function send({ origin }: Service, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${origin}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
}

/** The first step of a sign-in, and the whole of it without a second factor. */
export async function signIn(visitor: Visitor, { email, password }: Person, headers = {}): Promise<Answer> {
  return keep(visitor, await visitor.post('login/', { email, password }, headers))
}

/** A page that was answered with an access token holds it from then on. */
export function keep(visitor: Visitor, answer: Answer): Answer {
  if (answer.status === 200) visitor.access = String(answer.body.access)
  return answer
}

/** Which factors the present access token says were proved, and at what level. */
export function provedIn({ access }: Visitor): { amr: unknown; acr: unknown; sub: unknown } {
  const { amr, acr, sub } = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
  return { amr, acr, sub }
}
