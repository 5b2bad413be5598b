import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from './config.ts'
import { isPrivateHost } from './event-settings.ts'

const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')
const documented = new Map(
  [...example.matchAll(/^# ([A-Z][A-Z0-9_]+)=([^\n#]*)/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
)
/** Names that containers use and the service does not. */
const composeOnly = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'AUTH_PORT']

test('an empty environment is a good one: local, SQLite, console mail', () => {
  const { config, faults } = loadConfig({})
  assert.deepEqual(faults, [])
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.publicUrl, 'http://localhost:8000')
  assert.equal(config.database.engine, 'sqlite')
  assert.equal(config.mail.backend, 'console')
})

test('.env.example names every setting and no other', () => {
  const { names } = loadConfig({ DB_NAME: 'auth' })
  const asked = [...names].filter((name) => name !== 'DJANGO_SECRET_KEY')
  const named = [...documented.keys()].filter((name) => !composeOnly.includes(name))
  assert.deepEqual(named.toSorted(), asked.toSorted())
})

test('the defaults in .env.example are the defaults of the code', () => {
  const given = [...documented].filter(([name, value]) => value !== '' && !/^(DB_|AUTH_PORT|ALLOWED_HOSTS)/.test(name))
  const { config, faults } = loadConfig(Object.fromEntries(given))
  assert.deepEqual(faults, [])
  assert.deepEqual(config, loadConfig({}).config)
})

/** A public service that is otherwise right. */
const atExample = { PUBLIC_URL: 'https://auth.example.com', SECRET_KEY: 'x'.repeat(40), EMAIL_BACKEND: 'smtp' }

const wrong: [name: string, environment: Record<string, string>, sentence: RegExp][] = [
  ['a port that is none', { PORT: '80000' }, /^PORT must be a whole number from 0 to 65535, not "80000"\.$/],
  ['a number with a unit', { ACCOUNT_LOCK_DURATION: '30m' }, /^ACCOUNT_LOCK_DURATION must be a whole number/],
  ['a flag that is none', { DEBUG: 'maybe' }, /^DEBUG must be True or False, not "maybe"\.$/],
  ['an unknown mail back end', { EMAIL_BACKEND: 'pigeon' }, /^EMAIL_BACKEND must be one of/],
  ['two kinds of TLS', { EMAIL_USE_TLS: 'True', EMAIL_USE_SSL: 'True' }, /exclude each other/],
  ['a short secret', { SECRET_KEY: 'short' }, /^SECRET_KEY must have at least 32 characters/],
  ['a foreign database', { DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must begin with/],
  ['a proxy that is no range', { TRUSTED_PROXIES: '10.0.0.0/8,everybody' }, /"everybody"/],
  ['an origin with a path', { CORS_ALLOWED_ORIGINS: 'https://a.example/x' }, /is not an origin/],
  ['an address without scheme', { PUBLIC_URL: 'auth.example.com' }, /^PUBLIC_URL must be an absolute/],
  ['a Redis that is none', { REDIS_URL: 'http://x' }, /^REDIS_URL must begin with/],
  ['a collector without a scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /must be an absolute http/],
  [
    'headers for it that are none',
    { OTEL_EXPORTER_OTLP_HEADERS: 'canary' },
    /^OTEL_EXPORTER_OTLP_HEADERS must be like name=value,other=value, its values percent-encoded\.$/,
  ],
  ['a line feed in one', { OTEL_EXPORTER_OTLP_HEADERS: 'a=b%0Ac' }, /^OTEL_EXPORTER_OTLP_HEADERS must be like/],
  ['attributes without values', { OTEL_RESOURCE_ATTRIBUTES: 'a=,b=c' }, /^OTEL_RESOURCE_ATTRIBUTES must be like/],
  ['a share above one', { OTEL_TRACES_SAMPLER_ARG: '1.5' }, /^OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
  ['a share in words', { OTEL_TRACES_SAMPLER_ARG: 'half' }, /^OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
  ['traces of proxies that are none', { TRUST_TRACEPARENT: 'True' }, /^TRUST_TRACEPARENT=True needs TRUSTED_PROXIES/],
  ['a stream of no length', { EVENT_STREAM_MAXLEN: '10' }, /^EVENT_STREAM_MAXLEN must be a whole number from 1000/],
  ['an address for a host', { WEBHOOK_PRIVATE_HOSTS: 'http://hooks.internal' }, /^WEBHOOK_PRIVATE_HOSTS holds "http/],
  ['a path behind a host', { WEBHOOK_PRIVATE_HOSTS: 'hooks.internal/x' }, /^WEBHOOK_PRIVATE_HOSTS holds/],
  ['a range for a host', { WEBHOOK_PRIVATE_HOSTS: '10.0.0.0/8' }, /^WEBHOOK_PRIVATE_HOSTS holds/],
  ['a profile nobody knows', { PROFILE: 'lax' }, /^PROFILE must be one of/],
  [
    'an address for the domain of keys',
    { WEBAUTHN_RP_ID: '127.0.0.1', WEBAUTHN_ORIGINS: 'https://a.example' },
    /^WEBAUTHN_RP_ID must be a domain/,
  ],
  ['an IPv6 address for the domain of keys', { WEBAUTHN_RP_ID: '[::1]' }, /^WEBAUTHN_RP_ID must be a domain/],
  ['a short address for it', { WEBAUTHN_RP_ID: '127.1' }, /^WEBAUTHN_RP_ID must be a domain/],
  ['a top level for it', { WEBAUTHN_RP_ID: 'com', ...atExample }, /^WEBAUTHN_RP_ID must be a domain/],
  ['an origin for it', { WEBAUTHN_RP_ID: 'https://example.com', ...atExample }, /^WEBAUTHN_RP_ID must be a domain/],
  ['a port in it', { WEBAUTHN_RP_ID: 'example.com:443', ...atExample }, /^WEBAUTHN_RP_ID must be a domain/],
  ['a dot behind it', { WEBAUTHN_RP_ID: 'example.com.', ...atExample }, /^WEBAUTHN_RP_ID must be a domain/],
  ['a dot before it', { WEBAUTHN_RP_ID: '.example.com', ...atExample }, /^WEBAUTHN_RP_ID must be a domain/],
  [
    'the domain of somebody else',
    { WEBAUTHN_RP_ID: 'example.org', ...atExample },
    /host of PUBLIC_URL .*nor below it\.$/,
  ],
  [
    'a domain that only ends alike',
    { WEBAUTHN_RP_ID: 'ample.com', ...atExample },
    /host of PUBLIC_URL .*nor below it\.$/,
  ],
  ['a domain below the service', { WEBAUTHN_RP_ID: 'a.auth.example.com', ...atExample }, /host of PUBLIC_URL /],
  [
    'a domain that the pages are not on',
    { WEBAUTHN_RP_ID: 'auth.example.com', ...atExample, FRONTEND_URL: 'https://app.example.com' },
    /^WEBAUTHN_RP_ID is "auth\.example\.com", and the host of FRONTEND_URL /,
  ],
  [
    'a page with a path',
    { WEBAUTHN_ORIGINS: 'https://auth.example.com/x', ...atExample },
    /^WEBAUTHN_ORIGINS .*not an origin/,
  ],
  [
    'a page without TLS',
    { WEBAUTHN_ORIGINS: 'http://auth.example.com', ...atExample },
    /^WEBAUTHN_ORIGINS .*not an origin/,
  ],
  [
    'a page elsewhere',
    { WEBAUTHN_ORIGINS: 'https://app.example.com', ...atExample },
    /must be, or be below, auth\.example\.com\.$/,
  ],
  [
    'a page of a service on an address',
    { WEBAUTHN_ORIGINS: 'https://a.example', PUBLIC_URL: 'http://127.0.0.1' },
    /PUBLIC_URL has none/,
  ],
]
for (const [name, environment, sentence] of wrong) {
  test(`a wrong setting is told by name: ${name}`, () => {
    const { faults } = loadConfig(environment)
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', sentence)
  })
}

test('all faults are told at once', () => {
  assert.equal(loadConfig({ PORT: 'x', DEBUG: 'x', EMAIL_BACKEND: 'x' }).faults.length, 3)
})

test('attack 85: a public service needs a secret key, named hosts and real mail', () => {
  const { faults } = loadConfig({ HOST: '0.0.0.0', ALLOWED_HOSTS: '*' })
  assert.deepEqual(
    faults.map((fault) => fault.split(/[ =]/, 1)[0]),
    ['PUBLIC_URL', 'SECRET_KEY', 'ALLOWED_HOSTS', 'EMAIL_BACKEND'],
  )
  assert.deepEqual(loadConfig({ HOST: '0.0.0.0', ALLOWED_HOSTS: '*', DEBUG: 'True' }).faults, [])
})

test('the old names go on working', () => {
  const old = {
    DJANGO_SECRET_KEY: 'x'.repeat(40),
    DB_NAME: 'auth db',
    DB_USER: 'me',
    DB_PASS: 'p@ss/word',
    DB_HOST: 'db',
    DB_PORT: '5433',
    EMAIL_BACKEND: 'django.core.mail.backends.smtp.EmailBackend',
    REDIS_HOST: 'cache',
  }
  const { config, faults } = loadConfig(old)
  assert.deepEqual(faults, [])
  const url = 'postgres://me:p%40ss%2Fword@db:5433/auth%20db'
  assert.deepEqual(config.database, { engine: 'postgres', url, poolSize: 10, readOnly: false, copiesBefore: true })
  assert.equal(config.mail.backend, 'smtp')
  assert.equal(config.redisUrl?.reveal(), 'redis://cache:6379')
  assert.equal(config.secretKeys[0]?.reveal(), 'x'.repeat(40))
})

test('the strict profile tightens defaults and leaves what was set', () => {
  const { config } = loadConfig({ PROFILE: 'strict', ACCESS_TOKEN_LIFETIME_MINUTES: '10' })
  assert.equal(config.passwords.minLength, 15)
  assert.deepEqual(
    [config.tokens.accessMinutes, config.tokens.refreshDays, config.tokens.reuseGraceSeconds],
    [10, 1, 10],
  )
  assert.equal(config.verifyEmailByGet, false)
  assert.deepEqual(
    [config.passwords.refusesDigits, config.factors.totpDrift, config.factors.provesToEnd],
    [false, 0, true],
  )
})

test('keys are bound to the host of PUBLIC_URL, or to a domain above it that is named', () => {
  const rows: [environment: Record<string, string>, rpId: string | undefined, origins: string[]][] = [
    [{}, 'localhost', ['http://localhost:8000']],
    [
      { WEBAUTHN_RP_ID: 'localhost', WEBAUTHN_ORIGINS: 'http://localhost:3000' },
      'localhost',
      ['http://localhost:8000', 'http://localhost:3000'],
    ],
    [{ PUBLIC_URL: 'http://127.0.0.1:8000' }, undefined, ['http://127.0.0.1:8000']],
    [atExample, 'auth.example.com', ['https://auth.example.com']],
    [
      { ...atExample, WEBAUTHN_RP_ID: 'Example.com', FRONTEND_URL: 'https://app.example.com/account' },
      'example.com',
      ['https://auth.example.com', 'https://app.example.com'],
    ],
    [
      {
        ...atExample,
        WEBAUTHN_RP_ID: 'example.com',
        WEBAUTHN_ORIGINS: 'https://example.com, https://a.b.example.com:8443',
      },
      'example.com',
      ['https://auth.example.com', 'https://example.com', 'https://a.b.example.com:8443'],
    ],
  ]
  for (const [environment, rpId, origins] of rows) {
    const { config, faults } = loadConfig(environment)
    assert.deepEqual([faults, config.webauthn], [[], { rpId, origins }])
  }
})

test('hosts of the own network are named with or without a port, in any scheme', () => {
  const { config, faults } = loadConfig({ WEBHOOK_PRIVATE_HOSTS: 'Hooks.internal, 10.1.2.3:80, [::1]:443, b:8443' })
  assert.deepEqual(faults, [])
  const rows: [url: string, named: boolean][] = [
    ['https://hooks.internal/x', true],
    ['http://hooks.internal:8080/', true],
    ['http://10.1.2.3/', true],
    ['https://10.1.2.3/', false],
    ['https://[::1]/', true],
    ['https://b:8443/', true],
    ['https://b/', false],
    ['https://x.hooks.internal/', false],
  ]
  for (const [url, named] of rows) assert.equal(isPrivateHost(config.events, new URL(url)), named, url)
})
