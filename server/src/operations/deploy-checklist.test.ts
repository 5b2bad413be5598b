import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { loadConfig } from '../platform/config.ts'
import { deployChecklist } from './deploy-checklist.ts'
import type { Seen } from './deploy-point.ts'

const good = {
  PUBLIC_URL: 'https://auth.example.com',
  TRUSTED_PROXIES: '10.0.0.0/8',
  SECRET_KEY: 'Zk3v9QmW1xT7pLr5Yc8bHd2NfGa6JsUe',
  EMAIL_BACKEND: 'smtp',
  EMAIL_HOST: 'mail.example.com',
  EMAIL_USE_TLS: 'True',
  METRICS_TOKEN: 'a-token-of-prometheus',
  MFA_REQUIRED: 'all',
  AUDIT_STREAM: 'stdout',
  PROFILE: 'strict',
}
/** What nobody can see from here. */
const unseen = ['TLS', 'Way out', 'Secret store']
const now = new Date('2030-01-08T00:00:00Z')
const seen: Seen = { now, openFiles: [], lastBackup: new Date('2030-01-07T00:00:00Z'), breachedList: true }

function rsaOf(modulusLength: number): string {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function open(settings: Record<string, string>, also: Partial<Seen> = {}): string[] {
  const points = deployChecklist(loadConfig({ ...good, ...settings }).config, { ...seen, ...also })
  return points
    .filter(({ point, state }) => state !== 'ok' && !unseen.includes(point))
    .map(({ point, state }) => `${point}: ${state}`)
}

test('a service that is set up well has nothing to do', () => {
  assert.deepEqual(open({}), [])
})

test('each point of the checklist is seen', () => {
  const rows: [settings: Record<string, string>, open: string[]][] = [
    [{ PUBLIC_URL: 'http://auth.example.com' }, ['HTTPS: todo']],
    [{ TRUSTED_PROXIES: '' }, ['TRUSTED_PROXIES: todo']],
    [{ DEBUG: 'True' }, ['DEBUG: todo']],
    [{ TOTP_DRIFT: '1' }, ['Profile: look']],
    [{ END_SESSIONS_NEEDS_PROOF: 'False' }, ['Profile: look']],
    [{ PASSWORD_REFUSE_DIGITS: 'True' }, ['Profile: look']],
    [{ SECRET_KEY: '' }, ['SECRET_KEY: todo']],
    [{ SECRET_KEY: 'short-1Q2w3E' }, ['SECRET_KEY: todo']],
    [{ SECRET_KEY: 'abababababababababababababababababab' }, ['SECRET_KEY: todo']],
    [{ SECRET_KEY: 'django-insecure-Zk3v9QmW1xT7pLr5Yc8bHd2NfGa6' }, ['SECRET_KEY: todo']],
    [{ ALLOWED_HOSTS: '*' }, ['ALLOWED_HOSTS: todo']],
    [{ ALLOWED_HOSTS: 'auth.example.com,*' }, ['ALLOWED_HOSTS: todo']],
    [{ ALLOWED_HOSTS: 'other.example.com' }, ['ALLOWED_HOSTS: todo']],
    [{ ALLOWED_HOSTS: '.example.com' }, []],
    [{ EMAIL_BACKEND: 'console' }, ['Mail: todo']],
    [{ EMAIL_USE_TLS: 'False' }, ['Mail: todo']],
    [{ EMAIL_USE_TLS: 'False', EMAIL_HOST: 'localhost' }, []],
    [{ RATELIMIT_ENABLE: 'False' }, ['Limits: todo']],
    [{ WEB_CONCURRENCY: '8' }, ['Database connections: todo']],
    [{ METRICS_TOKEN: '' }, ['Monitoring: todo']],
    [{ LOG_LEVEL: 'silent' }, ['Monitoring: todo']],
    [{ WEB_CONCURRENCY: '8', DATABASE_URL: 'postgres://a@db.example.com/auth?sslmode=verify-full' }, ['Backups: look']],
    [{ DATABASE_URL: 'postgres://a@db.example.com/auth' }, ['Backups: look', 'Database in transit: look']],
    [{ DATABASE_URL: 'postgres://a@localhost/auth' }, ['Backups: look']],
    [{ REDIS_URL: 'redis://cache.example.com' }, ['Redis in transit: look']],
    [{ REDIS_URL: 'rediss://cache.example.com' }, []],
    [{ REDIS_URL: 'redis://127.0.0.1:6379' }, []],
    [{ MFA_REQUIRED: 'admins' }, ['Second factors: look']],
    [{ AUDIT_STREAM: 'off' }, ['Copy of the audit log: look']],
    [{ JWT_PRIVATE_KEY: rsaOf(2048) }, ['Signing key: look']],
    [{ JWT_PRIVATE_KEY: rsaOf(3072).replaceAll('\n', '\\n') }, []],
  ]
  for (const [settings, expected] of rows) assert.deepEqual(open(settings), expected, JSON.stringify(settings))
})

test('what is not to be seen from here is always to be looked at', () => {
  const points = deployChecklist(loadConfig(good).config, seen)
  assert.deepEqual(
    points.filter(({ state }) => state === 'look').map(({ point }) => point),
    unseen,
  )
})

test('open files, old backups and a missing list of passwords are seen', () => {
  assert.deepEqual(open({}, { breachedList: false }), ['Breached passwords: look'])
  assert.deepEqual(open({ HIBP_ENABLED: 'True' }, { breachedList: false }), [])
  assert.deepEqual(open({}, { openFiles: ['/srv/.env'] }), ['Secrets: todo'])
  assert.deepEqual(open({}, { lastBackup: undefined }), ['Backups: todo'])
  assert.deepEqual(open({}, { lastBackup: new Date('2029-12-31T00:00:00Z') }), ['Backups: todo'])
})

test('no point repeats a secret', () => {
  const said = JSON.stringify(deployChecklist(loadConfig(good).config, seen))
  assert.equal(said.includes(good.SECRET_KEY) || said.includes(good.METRICS_TOKEN), false)
})
