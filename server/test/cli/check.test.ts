import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { store } from '../store.ts'
import { makeCli, makeFolder } from './run-cli.ts'

const sqliteOnly = { skip: store !== 'sqlite' }

/** A service that is set up as the checklist wants it. */
const good = {
  PUBLIC_URL: 'https://auth.example.com',
  TRUSTED_PROXIES: '10.0.0.0/8',
  SECRET_KEY: 'Zk3v9QmW1xT7pLr5Yc8bHd2NfGa6JsUe',
  EMAIL_BACKEND: 'smtp',
  EMAIL_HOST: 'mail.example.com',
  EMAIL_USE_TLS: 'True',
  METRICS_TOKEN: 'a-token-of-prometheus',
  LOG_LEVEL: 'info',
}

type Told = { points: { point: string; state: string }[] }
const openPoints = ({ points }: Told) => points.filter(({ state }) => state === 'todo').map(({ point }) => point)

test('check --deploy is content with a service that is set up well, once it has a backup', sqliteOnly, async (t) => {
  const folder = makeFolder(t)
  const cli = makeCli({ DATA_DIR: folder, ...good })
  assert.equal((await cli(['migrate'])).code, 0)
  const before = await cli(['check', '--deploy', '--json'])
  assert.deepEqual([before.code, openPoints(before.json())], [1, ['Backups']])
  assert.equal((await cli(['backup', join(folder, 'night.db')])).code, 0)
  const after = await cli(['check', '--deploy'])
  assert.equal(after.code, 0, after.stdout)
  assert.doesNotMatch(after.stdout, /✗/)
  assert.match(after.stdout, /✓ HTTPS: https:\/\/auth\.example\.com/)
})

test('check --deploy says of each point what to do, even where the service would not start', sqliteOnly, async (t) => {
  const settings = { DATA_DIR: makeFolder(t), HOST: '0.0.0.0', ALLOWED_HOSTS: '*', EMAIL_BACKEND: 'console' }
  const { code, stdout, stderr } = await makeCli(settings)(['check', '--deploy'])
  assert.equal(code, 1)
  for (const point of ['Configuration', 'HTTPS', 'SECRET_KEY', 'ALLOWED_HOSTS', 'Mail', 'Monitoring', 'Backups']) {
    assert.match(stdout, new RegExp(`✗ ${point}: `))
  }
  assert.match(stdout, /openssl rand -base64 48/)
  assert.match(stderr, /points are to be done/)
})

test('check alone looks at configuration and database', sqliteOnly, async (t) => {
  const cli = makeCli({ DATA_DIR: makeFolder(t) })
  const { code, json } = await cli(['check', '--json'])
  assert.deepEqual(
    [code, json().points.map(({ point, state }: { point: string; state: string }) => [point, state])],
    [
      0,
      [
        ['Configuration', 'ok'],
        ['Database', 'look'],
      ],
    ],
  )
})
