import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Texter } from './text.ts'

/** Leaves each text message as `<id>.txt` in a folder, readable by its owner alone, since it holds a code. */
export function fileTexter(folder: string): Texter {
  return {
    async send({ id, to, body }) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const unfinished = join(folder, `${id}.unfinished`)
      await writeFile(unfinished, `To: ${to}\n\n${body}\n`, { mode: 0o600, flush: true })
      await rename(unfinished, join(folder, `${id}.txt`))
    },
  }
}
