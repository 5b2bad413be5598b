import { randomBytes } from 'node:crypto'
import { findAccountByUsername, isUsernameHeld } from '../accounts/accounts.queries.ts'
import { usernameKey } from '../base/username.ts'
import type { App } from '../platform/app.ts'
import type { OutsideIdentity } from './outside-identity.ts'

/** As at registration, in code points. */
const longest = 50
/** Beyond them somebody's name is so common that looking for a small number costs more than it gives. */
const numbered = 20

type Named = Pick<OutsideIdentity, 'name' | 'username' | 'email'>

/**
 * A username for somebody who was not asked for one: the name in small letters as the old service wrote it, then with
 * the first number that is free, then with letters that nobody has.
 */
export async function deriveUsername(app: App, named: Named): Promise<string> {
  const base = plainName(named)
  for (let number = 0; number < numbered; number++) {
    const candidate = number === 0 ? base : withEnding(base, String(number))
    if (await isFree(app, candidate)) return candidate
  }
  return withEnding(base, randomBytes(6).toString('hex'))
}

async function isFree(app: App, username: string): Promise<boolean> {
  const key = usernameKey(username)
  const [named] = await findAccountByUsername(app.db, { usernameKey: key })
  return named === undefined && !(await isUsernameHeld(app.db, key, app.now()))
}

/** The first of what is known that leaves something to be called by. */
export function plainName({ name, username, email }: Named): string {
  const [local] = (email ?? '').split('@')
  const candidates = [name, username, local].map((text) => clean(text ?? ''))
  return candidates.find((text) => text !== '') ?? 'user'
}

/** Whoever is called like an address could pose as its owner; characters that show nothing could pose as anybody. */
function clean(text: string): string {
  const seen = text.toWellFormed().replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\ufffd]/gu, '')
  const plain = seen.trim().toLowerCase().replace(/\s+/g, '_').replaceAll('@', '_')
  return cut(plain, longest).replace(/^_+$/, '')
}

function withEnding(base: string, ending: string): string {
  return `${cut(base, longest - ending.length - 1)}_${ending}`
}

function cut(text: string, most: number): string {
  return [...text].slice(0, most).join('')
}
