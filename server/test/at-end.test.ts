import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { atEnd } from './at-end.ts'

test('what was started last is tidied up first, also when one act fails', async () => {
  const done: string[] = []
  const hooks: (() => Promise<void>)[] = []
  const context = { after: (hook: () => Promise<void>) => hooks.push(hook) } as unknown as TestContext
  atEnd(context, () => done.push('first'))
  atEnd(context, () => assert.fail('a fault'))
  atEnd(context, async () => done.push('last'))
  assert.equal(hooks.length, 1)
  await assert.rejects(async () => hooks[0]?.(), /a fault/)
  assert.deepEqual(done, ['last', 'first'])
})
