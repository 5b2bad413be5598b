import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Secret, secret } from '../base/secret.ts'

/**
 * The secret key of a service that was given none: made at first start and kept in a file only its owner can read.
 * @param dataDir folder of the service's own files
 */
export function ownSecretKey(dataDir: string): Secret {
  const file = join(dataDir, 'secret-key')
  if (!existsSync(file)) makeFile(dataDir, file)
  return secret(readFileSync(file, 'utf8').trim())
}

/** Written aside and linked into place, so that processes that start together agree on one key. */
function makeFile(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(aside, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(aside, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(aside)
  }
}
