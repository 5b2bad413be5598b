import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { makeMmdb } from './mmdb.ts'

/** A file of places in which one network of 256 addresses is in Berlin. @returns its path */
export function keepPlaces(t: TestContext, network: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-places-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'places.mmdb')
  const berlin = { city: { names: { en: 'Berlin' } }, country: { iso_code: 'DE', names: { en: 'Germany' } } }
  writeFileSync(file, makeMmdb([[network, 24, berlin]]))
  return file
}
