import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { startServer, type TestServer } from '../harness.ts'
import { inherited } from '../inherited.ts'
import { storesOf } from '../same-stores.ts'
import { store } from '../store.ts'

const script = join(import.meta.dirname, '../../../scripts/smoke.ts')
const sqliteOnly = { skip: store !== 'sqlite' }

async function smoke(server: TestServer): Promise<{ code: unknown; lines: string[] }> {
  const child = spawn(process.execPath, [script, '--url', server.origin], {
    env: { ...inherited, ...storesOf(server) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const said = await text(child.stdout)
  const [code] = await ended
  return { code, lines: said.trim().split('\n') }
}

test('npm run smoke walks through the service', sqliteOnly, async (t) => {
  const { code, lines } = await smoke(await startServer(t))
  assert.equal(code, 0, lines.join('\n'))
  assert.ok(lines.length >= 12)
  for (const line of lines) assert.match(line, /^[✓–] /)
})

test('npm run smoke fails with the step that fails, and tries those behind it', sqliteOnly, async (t) => {
  const { code, lines } = await smoke(await startServer(t, { MAX_LOGIN_ATTEMPTS: '50' }))
  assert.equal(code, 1)
  const failed = lines.filter((line) => line.startsWith('✗'))
  assert.equal(failed.length, 1)
  assert.match(failed[0] ?? '', /^✗ brute force: .* it answered 401 instead of 423/)
  assert.match(lines.at(-1) ?? '', /^✓ the account is deactivated/)
})
