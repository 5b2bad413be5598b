import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './source.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const { start } = JSON.parse(read('package.json')).scripts as { start: string }

/** How the image starts the service: the last command of the file. */
function commandOf(dockerfile: string): string {
  const [, command = '[]'] = [...dockerfile.matchAll(/^CMD (\[.*\])$/gm)].at(-1) ?? []
  return (JSON.parse(command) as string[]).join(' ')
}

test('the image starts the service with the options of `npm start`', () => {
  // But for this one: an image whose file system is read-only keeps nothing that was compiled.
  assert.equal(commandOf(read('Dockerfile')), start.replace(' --import ./server/keep-compiled.js', ''))
})

test('who starts it in their own way is told the command of `npm start`', () => {
  assert.ok(read('docs/operations.md').includes(`\`${start}\``))
})

test('the command of an image is its last one, and no probe', () => {
  const probe = 'HEALTHCHECK --interval=15s \\\n  CMD ["node", "-e", "0"]'
  assert.equal(commandOf(`CMD ["node", "a.ts"]\n${probe}\nCMD ["node", "--b", "c.ts"]\n`), 'node --b c.ts')
  assert.equal(commandOf(probe), '')
})
