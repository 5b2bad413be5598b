import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './plan.ts'

/**
 * The options of Node that `npm start` has, with paths that hold in every folder: what is tested and measured starts as
 * the service does. As one string they are a `NODE_OPTIONS` as well.
 */
export const nodeOptions: readonly string[] = optionsOf(readPackage().scripts.start)

/** What stands between `node` and the program. */
function optionsOf(command: string): string[] {
  const words = command.split(' ').slice(1, -1)
  return words.map((word) => (word.startsWith('./') ? join(root, word) : word))
}

function readPackage(): { scripts: { start: string } } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
}
