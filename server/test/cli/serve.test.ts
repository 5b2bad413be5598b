import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { inherited } from '../inherited.ts'
import { store } from '../store.ts'
import { until } from '../until.ts'
import { makeFolder } from './run-cli.ts'

const program = join(import.meta.dirname, '../../src/cli.ts')

for (const processes of ['1', '2']) {
  const name = `serve runs the service in ${processes} serving processes, and ends in order when told to`
  test(name, { skip: store !== 'sqlite' }, async (t) => {
    const folder = makeFolder(t)
    const env = { ...inherited, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', WEB_CONCURRENCY: processes }
    const child = spawn(process.execPath, [program, 'serve'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    atEnd(t, async () => {
      child.kill('SIGKILL')
      await ended
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const origin = await until('the address', () => /API\s+(http:\S+)\/api\/auth\//.exec(said)?.[1])
    assert.equal((await fetch(`${origin}/readyz`)).status, 200)
    const links = said.match(/http:\S+\/first-admin\?invitation=[\w-]{43}\n/g) ?? []
    assert.equal(links.length, 1, 'the console shows the way to the first administrator, once')
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null])
  })
}
