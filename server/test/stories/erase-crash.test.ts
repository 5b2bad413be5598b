import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { eraseAccounts } from '../../src/accounts/erase-accounts.ts'
import { verifyLog } from '../../src/audit/verify-log.ts'
import { atEnd } from '../at-end.ts'
import { type Filled, fillTables, readTables } from '../fill-tables.ts'
import { startServer, type TestServer } from '../harness.ts'
import { inherited } from '../inherited.ts'
import { waitingIn } from '../records.ts'
import { storesOf } from '../same-stores.ts'
import { until } from '../until.ts'

const program = join(import.meta.dirname, '../erase-until-killed.ts')

/** Pulls the plug of a process that erases, as soon as some of the accounts are gone. */
async function eraseUntilKilled(t: TestContext, server: TestServer, killAt: number): Promise<number> {
  const env = { ...inherited, EMAIL_BACKEND: 'memory', ...storesOf(server) }
  const child = spawn(process.execPath, [program], { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  atEnd(t, async () => {
    child.kill('SIGKILL')
    await ended
  })
  // Its start takes as long as the machine is busy.
  assert.match(String(await once(child.stdout, 'data')), /^begun/)
  const left = async () => (await server.app.db.selectFrom('account').select('id').execute()).length
  await until('the first accounts to be gone', async () => (await left()) <= killAt || undefined)
  child.kill('SIGKILL')
  await ended
  return left()
}

test('SIGKILL amid erasures: each account is wholly there or wholly gone, and the rest is erased later', async (t) => {
  const server = await startServer(t)
  const { app } = server
  const people: Filled[] = []
  for (let i = 0; i < 80; i++) people.push(await fillTables(app, `p${i}`, server.clock.now(), { outbox: notDue }))
  const left = await eraseUntilKilled(t, server, 78)
  assert.ok(left > 0 && left <= 78, `${left} accounts are left`)
  const stored = await readTables(app)
  const mailed = new Set((await mailsOf(server)).map(({ to }) => to.address))
  for (const { id, mark } of people) {
    const isLeft = stored.account.some((row) => row.id === id)
    // The event for other services waits there under the account's id, and must.
    const { outbox: _waiting, ...kept } = stored
    const tables = Object.entries(kept).filter(([, rows]) => rows.some((row) => JSON.stringify(row).includes(id)))
    const names = tables.map(([table]) => table)
    if (isLeft) for (const table of ['password', 'attempt', 'erasure', 'audit_event']) assert.ok(names.includes(table))
    else assert.deepEqual(names, [], 'nothing of the gone')
    assert.equal(mailed.has(mark('account', 'email')), !isLeft)
  }
  assert.equal(await eraseAccounts(app, 100), left)
  assert.equal((await readTables(app)).account.length, 0)
  assert.equal((await mailsOf(server)).length, people.length)
  assert.deepEqual((await verifyLog(app, { anchors: [], onProgress: () => undefined })).findings, [])
})

/** Not mails, and never in hand: what they hold cannot be opened. */
const notDue = { topic: 'none' }

async function mailsOf({ app }: TestServer) {
  return (await waitingIn(app, 'mail')).filter(({ kind }) => kind === 'account_erased')
}
