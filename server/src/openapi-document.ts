import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from './platform/clock.ts'
import { loadConfig } from './platform/config.ts'
import { makeLog } from './platform/log.ts'
import { openApp } from './platform/open-app.ts'
import { buildServer } from './server.ts'

/** Every part that a setting brings in is in the document, and no setting of this machine is. */
const settings = {
  SECRET_KEY: 'the document needs no secret, the app does',
  METRICS_TOKEN: 'documented',
  EMAIL_BACKEND: 'memory',
}

/** The API document of this version as `server/openapi.json` holds it: the same text on every machine. */
export async function openapiText(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-openapi-'))
  try {
    const { config } = loadConfig({ ...settings, DATA_DIR: folder })
    const app = openApp(config, { now: systemClock, print: () => undefined, log: makeLog('silent') })
    const http = buildServer(app)
    await http.ready()
    const document = inOrder(http.swagger())
    await http.close()
    await app.close()
    return `${JSON.stringify(document, null, 2)}\n`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sorts where the order of registration would show: paths, their methods, and named components. */
function inOrder(document: object): object {
  const { paths = {}, components = {} } = document as Record<string, Record<string, object>>
  const sortedPaths = sorted(paths).map(([path, methods]) => [path, Object.fromEntries(sorted(methods))])
  const sortedParts = sorted(components).map(([kind, named]) => [kind, Object.fromEntries(sorted(named))])
  return { ...document, components: Object.fromEntries(sortedParts), paths: Object.fromEntries(sortedPaths) }
}

function sorted<V>(members: { [name: string]: V } | object): [string, V][] {
  const entries = Object.entries(members) as [string, V][]
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1))
}
