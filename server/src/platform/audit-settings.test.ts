import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSyslogAddress } from './audit-settings.ts'
import { loadConfig } from './config.ts'

test('an address of a log collector is read, with the usual port when it names none', () => {
  const rows: readonly [text: string, expected: unknown][] = [
    ['udp://log.example.com', { by: 'udp', host: 'log.example.com', port: 514 }],
    ['udp://127.0.0.1:5514', { by: 'udp', host: '127.0.0.1', port: 5514 }],
    ['tcp://log.example.com', { by: 'tcp', host: 'log.example.com', port: 601 }],
    ['tls://[2001:db8::1]', { by: 'tls', host: '2001:db8::1', port: 6514 }],
    ['tls://log.example.com:1/', { by: 'tls', host: 'log.example.com', port: 1 }],
    ['unix:/run/collector.sock', { by: 'unix', path: '/run/collector.sock' }],
    ['unix:///run/collector.sock', { by: 'unix', path: '/run/collector.sock' }],
  ]
  for (const [text, expected] of rows) assert.deepEqual(parseSyslogAddress(text), expected, text)
  const none = [
    'log.example.com:514',
    'http://log.example.com',
    'udp://',
    'udp://a:0',
    'udp://a:70000',
    'tcp://u@a',
    'unix:a',
  ]
  for (const text of [...none, 'tcp://a/b', 'tcp://a?b', '']) assert.equal(parseSyslogAddress(text), undefined, text)
})

test('the defaults are those of the documents, and a stream without a place to go is a fault', () => {
  const { config, faults } = loadConfig({})
  assert.deepEqual(faults, [])
  assert.deepEqual(config.audit, {
    retentionDays: { main: 365, brief: 90 },
    stream: { target: 'off', syslog: undefined, personal: false },
  })
  assert.match(String(loadConfig({ AUDIT_STREAM: 'syslog' }).faults), /needs AUDIT_SYSLOG_ADDRESS/)
  assert.match(String(loadConfig({ AUDIT_SYSLOG_ADDRESS: 'nowhere' }).faults), /must be like udp:\/\/host:514/)
  assert.match(String(loadConfig({ AUDIT_RETENTION_DAYS: '0' }).faults), /AUDIT_RETENTION_DAYS/)
})
