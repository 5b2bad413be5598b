import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'otplib'
import { mailFolder, operate, type Place } from './service.ts'

/** Somebody with an account, a verified address and a session. */
export type Person = {
  readonly email: string
  readonly access: string
  readonly refresh: string
  readonly deviceToken: string
}

/** Who asks the service for what: people, an administrator's session with both factors, a service that may introspect. */
export type Crowd = {
  readonly people: readonly Person[]
  readonly adminAccess: string
  /** As HTTP Basic carries it. */
  readonly clientAuthorization: string
}

export const password = 'Corr3ct-horse-battery!'

/** More would only wait for each other's hashes. */
const atOnce = 8
const patienceMs = 30_000

/** Signs people up as they would do it themselves: register, open the mailed link. @returns their addresses */
export async function signUpPeople(origin: string, place: Place, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, at) => namesOf(`person-${at}`))
  await eachOf(names, (name) => post(origin, 'register/', { ...name, password }))
  await eachOf(await mailedTokens(mailFolder(place), count), (token) => post(origin, 'verify-email/', { token }))
  return names.map(({ email }) => email)
}

/** Has everybody who is needed signed in, with a session of their own. */
export async function gather(origin: string, place: Place, emails: readonly string[]): Promise<Crowd> {
  const people = await eachOf(emails, (email) => signIn(origin, email))
  const { client_id: id, client_secret: secret } = await operate(place, ['services', 'add', 'bench'])
  const clientAuthorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  return { people, adminAccess: await signInAdmin(origin, place), clientAuthorization }
}

export function namesOf(name: string): { email: string; username: string } {
  return { email: `${name}@example.com`, username: name }
}

async function signIn(origin: string, email: string): Promise<Person> {
  const { access, refresh, device_token: deviceToken } = await post(origin, 'login/', { email, password })
  return { email, access: String(access), refresh: String(refresh), deviceToken: String(deviceToken) }
}

/** Each time a new one: a code of an authenticator app is taken once. */
async function signInAdmin(origin: string, place: Place): Promise<string> {
  const { email, username } = namesOf(`admin-${Date.now()}`)
  const names = ['--email', email, '--username', username, '--role', 'admin']
  await operate(place, ['users', 'create', ...names, '--password-stdin'], `${password}\n`)
  const { access } = await signIn(origin, email)
  const path = 'mfa/totp/setup/'
  const { secret } = await call(origin, path, { headers: { authorization: `Bearer ${access}` } })
  await post(origin, path, { token: await generate({ secret: String(secret) }) }, access)
  return access
}

function post(origin: string, path: string, body: unknown, access?: string): Promise<Record<string, unknown>> {
  const proof = access === undefined ? {} : { authorization: `Bearer ${access}` }
  const headers = { 'content-type': 'application/json', ...proof }
  return call(origin, path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function call(origin: string, path: string, request: RequestInit): Promise<Record<string, unknown>> {
  const answer = await fetch(`${origin}/api/auth/${path}`, request)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

/** Waits until so many mails lie in the folder, and reads the link of each. */
async function mailedTokens(folder: string, count: number): Promise<readonly string[]> {
  const started = performance.now()
  for (;;) {
    const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'))
    if (files.length >= count) return Promise.all(files.map((name) => tokenIn(join(folder, name))))
    if (performance.now() - started > patienceMs) throw new Error(`only ${files.length} of ${count} mails came`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function tokenIn(path: string): Promise<string> {
  // Quoted-printable, which breaks long lines with = and writes = as =3D.
  const mail = (await readFile(path, 'latin1')).replaceAll('=\r\n', '').replaceAll('=3D', '=')
  const token = /[?&]token=([\w-]{20,})/.exec(mail)?.[1]
  if (token === undefined) throw new Error(`no link in ${path}`)
  return token
}

async function eachOf<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < all.length; at += atOnce) {
    done.push(...(await Promise.all(all.slice(at, at + atOnce).map(act))))
  }
  return done
}
