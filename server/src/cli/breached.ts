import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { buildBreachedFilter } from '../protection/build-breached-filter.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { makeProgress } from './progress.ts'
import { readConfig } from './with-app.ts'

type Update = { from: string; format: 'sha1' | 'plain' }

const chunkBytes = 2 ** 20
/** No password and no hash is as long; a file without line ends must not fill the memory. */
const longestLine = 2 ** 20

/** `breached update` */
export function breachedCommands(program: Command, cli: Cli): void {
  const breached = program.command('breached').description('look after the list of breached passwords')
  breached
    .command('update')
    .description('build the list that new passwords are compared with')
    .requiredOption('--from <file>', 'a downloaded list')
    .addOption(
      new Option('--format <format>', 'sha1: lines of SHA1HEX:COUNT; plain: a password a line')
        .choices(['sha1', 'plain'])
        .default('sha1'),
    )
    .action((options: Update) => update(cli, options))
}

async function update(cli: Cli, { from, format }: Update): Promise<void> {
  const source = resolve(from)
  const { breachedFile } = readConfig(cli).passwords
  if (!existsSync(source)) throw failure(`There is no file ${source}.`)
  mkdirSync(dirname(breachedFile), { recursive: true, mode: 0o700 })
  const progress = makeProgress('Reading')
  const total = statSync(source).size
  const lines = linesOf(source, (done) => progress.at(done, total))
  const { count } = await buildBreachedFilter(lines, breachedFile, { format }).finally(progress.end)
  const said = `${breachedFile} holds ${count} passwords. The service reads it when it is started the next time.`
  cli.console.tell({ file: breachedFile, count }, said)
}

/** The lines of a file of any length, UTF-8. */
async function* linesOf(path: string, onBytes: (done: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let done = 0
  let rest = ''
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    done += chunk.length
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) throw failure(`${path} is no list: it has a line of more than a million characters.`)
    yield* lines
    onBytes(done)
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
