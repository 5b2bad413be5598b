import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { makeChildren } from '../../scripts/testing/children.ts'
import { firstAnswer } from '../../scripts/testing/first-answer.ts'
import { freePort } from '../../scripts/testing/free-port.ts'

type Settings = Readonly<Record<string, string>>

export type Service = {
  readonly origin: string
  /** Where it leaves its mails. */
  readonly mails: string
  readonly stop: () => Promise<void>
  /** Starts it anew, with these settings besides, on what it has stored. */
  readonly restart: (settings: Settings) => Promise<void>
  /** Registers somebody and verifies the address. */
  readonly haveAccount: () => Promise<{ email: string; password: string }>
}

/** The real service in a process of its own, on SQLite; gone when the test ends. */
export async function startService(t: TestContext, own: Settings = {}): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-client-'))
  const children = makeChildren()
  t.after(async () => {
    await children.endAll()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const mails = join(folder, 'mails')
  const main = join(import.meta.dirname, '../../server/src/main.ts')
  const start = async (settings: Settings) => {
    const child = children.start(process.execPath, [main], {
      cwd: folder,
      env: {
        ...{ HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: origin, DATA_DIR: folder, RATELIMIT_ENABLE: 'False' },
        ...{ EMAIL_BACKEND: 'file', EMAIL_FILE_PATH: mails, LOG_LEVEL: 'error' },
        ...own,
        ...settings,
      },
      stdio: 'ignore',
    })
    await firstAnswer(child, `http://127.0.0.1:${port}/healthz`)
  }
  await start({})
  return {
    origin,
    mails,
    stop: () => children.endAll(),
    async restart(settings) {
      await children.endAll()
      await start(settings)
    },
    async haveAccount() {
      const person = { email: 'ana@example.com', username: 'ana', password: 'Corr3ct-horse!' }
      await send(origin, 'register/', person)
      await send(origin, 'verify-email/', { email: person.email, code: await mailedCode(mails, person.email) })
      return person
    },
  }
}

/** The code of a mail to this address, once there is one. */
export async function mailedCode(mails: string, email: string): Promise<string> {
  for (;;) {
    const names = (await readdir(mails).catch(() => [])).filter((one) => one.endsWith('.eml'))
    const texts = await Promise.all(names.map((name) => readFile(join(mails, name), 'latin1')))
    const [, ...body] = texts.find((text) => text.includes(email))?.split('\r\n\r\n') ?? []
    const code = /\b\d{6}\b/.exec(body.join())
    if (code) return code[0]
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function send(origin: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${origin}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
}

export type Browser = {
  /** Fetches as the pages of one browser do: with its cookies, and with the origin that the browser says. */
  readonly fetch: typeof fetch
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** The paths that were asked for, in turn. */
  readonly asked: string[]
}

/** @param heard lets an answer wait before its cookies count, by its path */
export function openBrowser(origin: string, heard: (path: string) => Promise<void> = async () => {}): Browser {
  const cookies = new Map<string, string>()
  const kept = new Map<string, string>()
  const asked: string[] = []
  const send = async (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const path = new URL(request.url).pathname.replace('/api/auth/', '')
    asked.push(`${request.method} ${path}`)
    request.headers.set('origin', origin)
    request.headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await fetch(request)
    await heard(path)
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return answer
  }
  return {
    fetch: send,
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    asked,
  }
}
