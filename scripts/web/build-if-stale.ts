import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compressFiles } from './compress-files.ts'

const root = join(import.meta.dirname, '../..')
const built = join(root, 'web/dist')

/** Whatever the pages are made of; the lock file stands for the packages. */
const sources = [
  ...[
    'web/src/**/*',
    'web/public/**/*',
    'web/index.html',
    'web/*.ts',
    'web/package.json',
    'client/src/**/*',
    'client/package.json',
  ],
  ...['scripts/web/*.ts', 'package-lock.json'],
]

/**
 * Builds the pages, unless those that are there were made of the very files that are there now.
 * @param say tells a person what goes on
 * @throws Error where they cannot be built; those of before are left as they were
 */
export async function buildIfStale(say: (text: string) => void): Promise<void> {
  if (!existsSync(join(root, 'web/src'))) return
  const digest = digestSources()
  const stamp = join(built, 'built-from')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  say('Building the pages …')
  const started = performance.now()
  // Loaded late: a check that finds nothing to do takes no time. By name, so that a service without it starts too.
  const { build } = await import('vite')
  const fresh = `${built}.${process.pid}`
  try {
    await build({ root: join(root, 'web'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } })
    await compressFiles(fresh)
    writeFileSync(join(fresh, 'built-from'), digest)
    rmSync(built, { recursive: true, force: true })
    renameSync(fresh, built)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  say(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

/** By content and not by time, which a clone or a copy sets anew. */
function digestSources(): string {
  const hash = createHash('sha256')
  const files = sources.flatMap((glob) => globSync(glob, { cwd: root, withFileTypes: true }))
  const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const path of paths.toSorted()) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}
