import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isIn, planRun, sortTests } from './plan.ts'

test('where a test stands and what it is called tell whether it needs a store or a browser', () => {
  const sorted = sortTests([
    'e2e/stories/passkey.test.ts',
    'scripts/testing/plan.test.ts',
    'server/src/base/secret.test.ts',
    'server/src/platform/db/codec.store.test.ts',
    'server/test/rules/kinds.test.ts',
    'server/test/stories/login.test.ts',
  ])
  assert.deepEqual(sorted, {
    rules: ['server/test/rules/kinds.test.ts'],
    unit: ['scripts/testing/plan.test.ts', 'server/src/base/secret.test.ts'],
    store: ['server/src/platform/db/codec.store.test.ts', 'server/test/stories/login.test.ts'],
    browser: ['e2e/stories/passkey.test.ts'],
  })
})

test('a part of the tests is named by file, folder or glob', () => {
  const path = 'server/test/stories/login.test.ts'
  const named = [path, `./${path}`, 'server/test/stories', 'server/test/', 'server/test/**/log*.ts']
  for (const one of named) assert.equal(isIn(path, one), true, one)
  for (const one of ['server/test/stor', 'login.test.ts', 'server/test/*.ts']) assert.equal(isIn(path, one), false, one)
})

test('what does not exist is refused, and a part leaves format and types out', () => {
  assert.throws(() => planRun(['--store', 'mysql']), TypeError)
  assert.throws(() => planRun(['--only', 'server/nowhere']), TypeError)
  assert.throws(() => planRun(['--onyl', 'server']), TypeError)
  assert.equal(planRun(['--help']), undefined)

  const part = planRun(['--only', 'scripts', 'server/test/rules', '--store', 'postgres'])
  assert.deepEqual([part?.checks, part?.combinations, part?.store], [false, ['postgres'], []])
  assert.ok(part?.unit.includes('scripts/testing/plan.test.ts'))
  assert.ok(part?.rules.includes('server/test/rules/kinds.test.ts'))
  const whole = planRun([])
  assert.deepEqual([whole?.checks, whole?.combinations.length], [true, 3])
  assert.ok(whole?.browser.includes('e2e/stories/passkey.test.ts'))
})

test('what the machine lacks is forgiven on a desk alone, and not to who asked for it by name', (t) => {
  const before = process.env.CI
  t.after(() => {
    if (before === undefined) delete process.env.CI
    else process.env.CI = before
  })
  delete process.env.CI
  assert.deepEqual(planRun([])?.forgiving, { store: true, browser: true })
  assert.deepEqual(planRun(['--only', 'e2e'])?.forgiving, { store: true, browser: false })
  assert.deepEqual(planRun(['--store', 'postgres'])?.forgiving, { store: false, browser: true })
  process.env.CI = 'true'
  assert.deepEqual(planRun([])?.forgiving, { store: false, browser: false })
})
