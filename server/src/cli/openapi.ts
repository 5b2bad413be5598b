import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'

const file = join(import.meta.dirname, '../../openapi.json')

/** `openapi` */
export function openapiCommand(program: Command, cli: Cli): void {
  program
    .command('openapi')
    .description('write the API document of this version to server/openapi.json')
    .option('--check', 'write nothing; fail when the file is not what would be written')
    .action((options: { check?: true }) => (options.check ? check(cli) : write(cli)))
}

async function write(cli: Cli): Promise<void> {
  writeFileSync(file, await cli.openapi())
  cli.console.tell({ file }, `Wrote ${file}`)
}

async function check(cli: Cli): Promise<void> {
  const present = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (present !== (await cli.openapi())) throw failure(`${file} is stale: run \`npm run cli -- openapi\`.`)
  cli.console.tell({ file }, `${file} is what this version says.`)
}
