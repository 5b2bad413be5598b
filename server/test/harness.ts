import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { deliverDue } from '../src/outbox/deliver.ts'
import type { App } from '../src/platform/app.ts'
import { loadConfig } from '../src/platform/config.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { makeLog } from '../src/platform/log.ts'
import { openApp } from '../src/platform/open-app.ts'
import { buildServer } from '../src/server.ts'
import { deliverers } from '../src/worker.ts'
import { atEnd } from './at-end.ts'
import { type Client, makeClient } from './client.ts'
import { type Mailbox, makeMailbox } from './mailbox.ts'
import { makePlace } from './place.ts'

export type TestServer = {
  readonly app: App
  readonly http: FastifyInstance
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly clock: TestClock
  readonly mailbox: Mailbox
  /** Log lines so far, as texts. */
  readonly log: readonly string[]
  /** What was printed to standard output besides the log, so far. */
  readonly printed: readonly string[]
  /** A client of its own, without cookies or tokens. */
  readonly client: (headers?: Record<string, string>) => Client
  /** Works off the outbox until nothing is due. */
  readonly settle: () => Promise<void>
}

export type TestClock = {
  readonly now: () => Date
  /** Moves the time on, for every part of the service at once. */
  readonly advance: (by: { seconds?: number; minutes?: number; hours?: number; days?: number }) => void
}

/** Cheap hashes and quiet limits: what a test is about, it sets itself. */
const testEnvironment = {
  ARGON2_MEMORY_KIB: '64',
  ARGON2_PASSES: '1',
  EMAIL_BACKEND: 'memory',
  SMS_BACKEND: 'memory',
  RATELIMIT_ENABLE: 'False',
  LOG_LEVEL: 'debug',
  PORT: '0',
  // Clients of a test stand in its own process, on the same event loop.
  OVERLOAD_TURN_MS: '0',
  // Whether somebody has built the pages on this machine must not matter.
  WEB_DIR: '/nowhere/web',
  PUBLIC_URL: 'http://localhost:8000',
  SECRET_KEY: 'a secret key that is for tests and nothing else',
}

/** The API's document, which is the same for every service of this process. */
let documented: ReturnType<FastifyInstance['swagger']> | undefined

/**
 * Starts a whole service on its own database for one test: real HTTP on loopback, the stores of this run, the memory
 * mail back end, and a clock the test moves. Everything is gone when the test ends.
 * @param settings environment names and values on top of the test's own
 */
export async function startServer(t: TestContext, settings: Record<string, string> = {}): Promise<TestServer> {
  const place = await makePlace()
  atEnd(t, place.remove)
  const { config, faults } = loadConfig({ ...testEnvironment, ...place.settings, ...settings })
  assert.deepEqual(faults, [], 'the test settings are faulty')
  const clock = makeClock()
  const log: string[] = []
  const printed: string[] = []
  const app = openApp(config, {
    now: clock.now,
    print: (text) => void printed.push(text),
    log: makeLog(config.logLevel, { write: (line: string) => void log.push(line) }),
  })
  atEnd(t, () => app.close())
  await migrate(app.db)
  const http = buildServer(app)
  atEnd(t, () => http.close())
  const origin = await http.listen({ host: '127.0.0.1', port: 0 })
  const settle = async (): Promise<void> => {
    while ((await deliverDue(app, deliverers)) > 0);
  }
  documented ??= http.swagger()
  const document = documented
  const client = (headers: Record<string, string> = {}): Client => makeClient(origin, headers, document)
  const mailbox = makeMailbox(app, settle)
  return { app, http, origin, clock, mailbox, log, printed, client, settle }
}

function makeClock(): TestClock {
  let moved = 0
  const started = Date.now()
  const from = performance.now()
  return {
    now: () => new Date(started + performance.now() - from + moved),
    advance({ seconds = 0, minutes = 0, hours = 0, days = 0 }) {
      moved += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
    },
  }
}
