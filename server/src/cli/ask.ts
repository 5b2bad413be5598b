import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { failure, misuse } from './cli-error.ts'

/** Whether somebody sits at a terminal who can be asked. Questions go to standard error; results have the other. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Asks for one line. */
export function ask(question: string): Promise<string> {
  return readLine(question, process.stderr)
}

/** Asks for one line that is not shown while it is typed. */
export async function askHidden(question: string): Promise<string> {
  const answer = readLine('', new Writable({ write: (_chunk, _encoding, done) => done() }))
  // Only now, when the terminal has stopped to show what is typed: a quick answer would be seen.
  process.stderr.write(question)
  try {
    return await answer
  } finally {
    process.stderr.write('\n')
  }
}

/** Asks for a new password, twice, until both are the same. */
export async function askNewPassword(): Promise<string> {
  for (;;) {
    const password = await askHidden('Password: ')
    if (password === (await askHidden('Password, once more: '))) return password
    process.stderr.write('The two are not the same.\n')
  }
}

/**
 * A new password from where passwords may come from; never from the command line, which every user of the machine sees.
 * @param fromStdin whether `--password-stdin` was given: all of standard input is it, but for one line end
 */
export async function takePassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return (await text(process.stdin)).replace(/\r?\n$/, '')
  if (canAsk()) return askNewPassword()
  throw misuse('There is no terminal to ask for the password: give it to standard input, with --password-stdin.')
}

function readLine(question: string, output: Writable): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 })
    lines.once('line', (line) => {
      resolve(line)
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    // After an answer this comes too late to matter.
    lines.once('close', () => reject(failure('Given up.')))
    lines.setPrompt(question)
    lines.prompt()
  })
}
