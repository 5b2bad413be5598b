import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

// Node strips no types in packages that were installed: what is published is JavaScript, with its types beside it.
const home = join(import.meta.dirname, '..')
rmSync(join(home, 'dist'), { recursive: true, force: true })
const tsc = join(home, '../node_modules/typescript/bin/tsc')
process.exitCode =
  spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: home, stdio: 'inherit' }).status ?? 1
