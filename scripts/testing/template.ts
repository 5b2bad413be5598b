import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

const cli = join(import.meta.dirname, '../../server/src/cli.ts')

/**
 * Makes a database file with all migrations done and nobody in it, which each test copies.
 * @param folder an empty folder, removed by the caller at the end
 * @returns the file
 */
export async function makeTemplateFile(folder: string): Promise<string> {
  await migrate(folder, {})
  return join(folder, 'kalosphere.db')
}

/**
 * Makes such a database in a PostgreSQL.
 * @param folder an empty folder, removed by the caller at the end
 * @param url of a user who may make databases
 * @returns its name
 */
export async function makeTemplateDatabase(folder: string, url: string): Promise<string> {
  const name = `template_${process.pid}_${Date.now()}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  await migrate(folder, { DATABASE_URL: Object.assign(new URL(url), { pathname: `/${name}` }).href })
  return name
}

/** As an operator does it, in a place where no settings of this machine's owner are found. */
async function migrate(folder: string, settings: Record<string, string>): Promise<void> {
  const env = { PATH: process.env.PATH, DATA_DIR: folder, ...settings }
  await run(process.execPath, [cli, 'migrate'], { cwd: folder, env })
}
