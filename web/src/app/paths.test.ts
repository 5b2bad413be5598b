import assert from 'node:assert/strict'
import { test } from 'node:test'
import { returnPath } from './paths.ts'

test('a sign-in leads to the page that was asked for, with its filters', () => {
  const person = `/admin/people/${crypto.randomUUID()}`
  for (const own of [
    ...['/account', '/account/security', '/admin', person],
    ...['/admin/people?search=ana%40example.com&sort=email', '/admin?by=hour', '/admin/audit?event=a?b'],
  ]) {
    assert.equal(returnPath(own), own)
  }
})

test('nobody is led elsewhere, whatever the address says', () => {
  for (const other of [
    ...['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)'],
    ...[
      '/account/../api',
      '/account/security/',
      '/accounts',
      '/admin/people/1',
      '/sign-in',
      '/api/docs/',
      '',
      '?by=hour',
    ],
    ...['https://elsewhere.example?/admin', '/admin@elsewhere.example', '/admin#?by=hour', undefined, 1, ['/admin']],
  ]) {
    assert.equal(returnPath(other), '/account', String(other))
  }
  assert.equal(returnPath('/admin?by=hour#elsewhere'), '/admin')
  assert.equal(returnPath(`/admin/people?search=${'a'.repeat(3000)}`), '/admin/people')
})
