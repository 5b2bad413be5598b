import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Somebody with an account, a verified address and a session. */
export type Person = {
  readonly email: string
  readonly password: string
  readonly access: string
  readonly refresh: string
  readonly deviceToken: string
}

export const password = 'Corr3ct-horse-battery!'

/** More would only wait for each other's hashes. */
const atOnce = 8
const patienceMs = 30_000

/** Signs people up as they would do it themselves: register, open the mailed link, sign in. */
export async function signUpPeople(origin: string, mails: string, count: number): Promise<readonly Person[]> {
  const names = Array.from({ length: count }, (_, at) => `person-${at}`)
  await eachOf(names, (name) => post(origin, 'register/', { ...namesOf(name), password }))
  const tokens = await mailedTokens(mails, count)
  await eachOf(tokens, (token) => post(origin, 'verify-email/', { token }))
  return eachOf(names, async (name) => {
    const { email } = namesOf(name)
    const { access, refresh, device_token: deviceToken } = await post(origin, 'login/', { email, password })
    return { email, password, access: String(access), refresh: String(refresh), deviceToken: String(deviceToken) }
  })
}

export function namesOf(name: string): { email: string; username: string } {
  return { email: `${name}@example.com`, username: name }
}

async function post(origin: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${origin}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
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
