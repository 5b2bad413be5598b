import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openBreachedFilter } from '../../src/protection/breached-filter.ts'
import { store } from '../store.ts'
import { makeCli, makeFolder } from './run-cli.ts'

const sqliteOnly = { skip: store !== 'sqlite' }

test('breached update builds the list from either format, and a bad one leaves it as it was', sqliteOnly, async (t) => {
  const folder = makeFolder(t)
  const cli = makeCli({ DATA_DIR: join(folder, 'data') })
  const source = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const sha1 = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase()
  const hashes = source('sha1.txt', `${sha1('first-of-the-list')}:7\r\n${sha1('second-of-the-list')}:1`)
  const made = await cli(['breached', 'update', '--from', hashes, '--json'])
  assert.deepEqual([made.code, made.json().count], [0, 2], made.stderr)
  assert.match(made.stderr, /Reading: 100 %/)
  const holds = async (password: string): Promise<boolean> => {
    const filter = await openBreachedFilter(made.json().file)
    return filter.has(password).finally(() => filter.close())
  }
  assert.deepEqual([await holds('second-of-the-list'), await holds('in-no-list')], [true, false])

  const wrong = await cli(['breached', 'update', '--from', source('plain.txt', 'gr\u00fcn\u2028gelb\nblau\n')])
  assert.deepEqual([wrong.code, /Line 1 of the list is not of the form/.test(wrong.stderr)], [1, true])
  assert.equal(await holds('second-of-the-list'), true)

  const plain = await cli(['breached', 'update', '--from', join(folder, 'plain.txt'), '--format', 'plain'])
  assert.deepEqual([plain.code, /holds 2 passwords/.test(plain.stdout)], [0, true])
  assert.deepEqual(
    [await holds('gr\u00fcn\u2028gelb'), await holds('blau'), await holds('second-of-the-list')],
    [true, true, false],
  )
  const missing = await cli(['breached', 'update', '--from', join(folder, 'nothing.txt')])
  assert.deepEqual([missing.code, /There is no file/.test(missing.stderr)], [1, true])
})
