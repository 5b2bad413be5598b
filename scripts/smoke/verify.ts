import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Client } from './client.ts'

/** Proves an e-mail address. @throws Error that says what went wrong */
export type Verify = (client: Client, email: string) => Promise<void>

const root = join(import.meta.dirname, '../..')

/** As an operator on the service's own machine, with the service's own settings. */
export const verifyWithCli: Verify = async (_client, email) => {
  const args = [join(root, 'server/src/cli.ts'), 'users', 'verify-email', email]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`\`npm run cli -- users verify-email\` failed: ${said.trim()}`)
}

/** As the person would: by the token that was mailed, which somebody at the terminal reads off. */
export const verifyWithToken: Verify = async (client, email) => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const token = await lines.question(`  The token of the mail to ${email}: `)
  lines.close()
  const { status, body } = await client.send('POST', '/api/auth/verify-email/', { token: token.trim() })
  if (status !== 200) throw new Error(`the token was answered with ${status} ${JSON.stringify(body)}`)
}
