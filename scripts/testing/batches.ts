import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './plan.ts'

/** How many test files share a process: to load the service for each anew takes a third of the tests' time. */
const filesEach = 8

/**
 * Puts test files together by eights, each eight behind a file that imports them. Files that stand side by side, which
 * are often slow alike, come into different ones.
 * @param files paths below the project's folder
 */
export function makeBatches(files: readonly string[]): { readonly files: string[]; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-batches-'))
  const count = Math.ceil(files.length / filesEach)
  const batches = Array.from({ length: count }, (_, batch) => {
    const path = join(folder, `${batch + 1}.js`)
    const own = files.filter((_file, at) => at % count === batch)
    writeFileSync(path, own.map((file) => `import '${pathToFileURL(join(root, file)).href}'\n`).join(''))
    return path
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  return { files: batches, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
