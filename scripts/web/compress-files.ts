import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** Below this many octets an answer is one packet anyway. */
const worthwhile = 1024

/** Writes `x.br` and `x.gz` beside each text file, as small as can be: done once, so that no answer costs anything. */
export async function compressFiles(folder: string): Promise<void> {
  const paths = globSync('assets/**/*.{js,css,svg}', { cwd: folder }).map((path) => join(folder, path))
  await Promise.all(paths.map(compressFile))
}

async function compressFile(path: string): Promise<void> {
  const text = await readFile(path)
  if (text.length < worthwhile) return
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  const [br, gz] = await Promise.all([toBrotli(text, quality), toGzip(text, { level: 9 })])
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}
