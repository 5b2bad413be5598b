import cluster from 'node:cluster'
import { offerFirstAdmin } from './admin/first-admin.ts'
import { readShell } from './http/web-pages.ts'
import type { App } from './platform/app.ts'
import { systemClock } from './platform/clock.ts'
import { loadConfig, processEnvironment } from './platform/config.ts'
import type { Config } from './platform/config-types.ts'
import { upgradeDatabase } from './platform/db/upgrade.ts'
import { giveBackMemory } from './platform/give-back-memory.ts'
import { type Log, makeLog } from './platform/log.ts'
import { openApp } from './platform/open-app.ts'
import { serve } from './serve.ts'

/** A process that dies at once again and again must not be restarted in a tight loop. */
const restartPauseMs = 1000

/** `npm start`: checks the configuration, brings the database up to date and serves until it is told to stop. */
export async function runService(): Promise<void> {
  const { config, faults } = loadConfig(processEnvironment())
  if (faults.length > 0) return refuse(faults)
  const log = makeLog(config.logLevel)
  noteEscapes(log)
  const run = cluster.isPrimary && config.workers > 1 ? superviseWorkers : runProcess
  await run(config, log).catch((error: unknown) => {
    process.stderr.write(`The service does not start: ${error instanceof Error ? error.message : String(error)}\n`)
    log.fatal({ err: error }, 'start failed')
    process.exitCode = 1
  })
}

/** What nobody caught ends the process, as ever; it does so with a line that whoever reads the log will find. */
function noteEscapes(log: Log): void {
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    log.fatal({ err: error, origin }, 'nobody caught this, the process ends')
  })
}

function refuse(faults: readonly string[]): void {
  process.stderr.write(`The service does not start:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`)
  process.exitCode = 1
}

async function runProcess(config: Config, log: Log): Promise<void> {
  const app = openApp(config, { now: systemClock, print: (text) => void process.stdout.write(text), log })
  try {
    if (cluster.isPrimary) await upgradeDatabase(app.db, config.database)
    const firstAdmin = cluster.isPrimary ? await offerUnlessRead(app) : undefined
    const service = await serve(app)
    giveBackMemory()
    if (cluster.isPrimary) greet(config, service.address, firstAdmin)
    stopOnSignal(async () => {
      await service.stop()
      // The channel to the primary process would keep this one alive for ever.
      cluster.worker?.disconnect()
    })
  } catch (error) {
    await app.close().catch(() => undefined)
    throw error
  }
}

async function offerUnlessRead(app: App): Promise<string | undefined> {
  return app.config.database.readOnly ? undefined : offerFirstAdmin(app)
}

/** Migrates once, then keeps as many serving processes alive as configured. */
async function superviseWorkers(config: Config, log: Log): Promise<void> {
  const app = openApp(config, { now: systemClock, print: () => undefined, log })
  const firstAdmin = await upgradeDatabase(app.db, config.database)
    .then(() => offerUnlessRead(app))
    .finally(app.close)
  let stopping = false
  for (let i = 0; i < config.workers; i++) cluster.fork()
  cluster.on('exit', (worker) => {
    if (stopping) return
    log.error({ pid: worker.process.pid }, 'a serving process ended, starting another')
    // A stop may be asked for during the pause; a process that begins after it would never hear of it.
    setTimeout(() => stopping || cluster.fork(), restartPauseMs)
  })
  cluster.once('listening', (_worker, { address, port }) => greet(config, `http://${address}:${port}`, firstAdmin))
  stopOnSignal(async () => {
    stopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
  })
}

function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop().catch((error: unknown) => {
        process.stderr.write(`The service did not stop cleanly: ${String(error)}\n`)
        process.exitCode = 1
      })
    })
  }
}

/** What a person who just started the service wants to know. */
function greet(config: Config, address: string, firstAdmin: string | undefined): void {
  const store = config.database.engine === 'sqlite' ? config.database.file : 'PostgreSQL'
  const mail = { console: 'shown here', smtp: `by ${config.mail.host}`, file: 'into files', memory: 'kept in memory' }
  process.stdout.write(`
  Kalosphere Auth is ready.

    Pages        ${readShell(config.webDir) ? `${config.publicUrl}/` : 'none are built; the API is all there is'}
    API          ${address}/api/auth/
    Documents    ${config.publicUrl}/api/docs/
    Health       ${address}/healthz
    Data         ${store}${config.database.readOnly ? ', only read (READ_ONLY)' : ''}
    Mail         ${mail[config.mail.backend]}
${firstAdmin === undefined ? '' : `\n    Nobody administers it yet. Make the first account that does, within a day, here:\n    ${firstAdmin}\n`}
`)
}
