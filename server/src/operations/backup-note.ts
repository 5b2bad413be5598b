import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../platform/config-types.ts'

/** The last backup that was made by `backup` here. */
export type BackupNote = { readonly at: Date; readonly file: string }

function placeOf({ dataDir }: Config): string {
  return join(dataDir, 'last-backup.json')
}

export function noteBackup(config: Config, { at, file }: BackupNote): void {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(placeOf(config), `${JSON.stringify({ at: at.toISOString(), file })}\n`, { mode: 0o600 })
}

/** @returns undefined where none was made */
export function lastBackup(config: Config): BackupNote | undefined {
  const place = placeOf(config)
  if (!existsSync(place)) return undefined
  const { at, file } = JSON.parse(readFileSync(place, 'utf8')) as { at: string; file: string }
  return { at: new Date(at), file }
}
