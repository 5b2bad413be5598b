import type { Account } from '../accounts/accounts.queries.ts'
import { type AccountRole, createByOperator, type OperatorsAccount } from '../accounts/create-by-operator.ts'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { ask, askNewPassword, canAsk, takePassword } from './ask.ts'
import type { Cli } from './cli.ts'
import { misuse } from './cli-error.ts'
import { withService } from './with-app.ts'

type CreateOptions = {
  email: string
  username: string
  role: AccountRole[]
  unverified?: true
  passwordStdin?: true
  password: boolean
}

/** `users create` */
export function createUser(cli: Cli, options: CreateOptions): Promise<void> {
  return withService(cli, async (app) => {
    const { email, username, role: roles } = options
    const password = options.password ? await takePassword(options.passwordStdin === true) : undefined
    const verified = options.unverified !== true
    tellCreated(cli, await createByOperator(app, { email, username, password, roles, verified }))
  })
}

type SuperuserOptions = { email?: string; username?: string; passwordStdin?: true }
type Answers = { email: string | undefined; username: string | undefined; password: string | undefined }

/** `createsuperuser`: a verified account with the role `admin`; what is not given is asked for on a terminal. */
export function createSuperuser(cli: Cli, options: SuperuserOptions): Promise<void> {
  return withService(cli, async (app) => {
    const { email, username } = options
    const preset = cli.environment().KALOSPHERE_SUPERUSER_PASSWORD || undefined
    const password = options.passwordStdin ? await takePassword(true) : preset
    const given = { email, username, password }
    if (canAsk()) return tellCreated(cli, await askAndCreate(app, cli, given))
    if (email === undefined || username === undefined) {
      throw misuse('There is no terminal to ask: --email and --username are needed.')
    }
    const input = { email, username, password: password ?? (await takePassword(false)) }
    tellCreated(cli, await createByOperator(app, asAdmin(input)))
  })
}

/** Asks until all is right; what the command line said is not asked for again. */
async function askAndCreate(app: App, cli: Cli, given: Answers): Promise<Account> {
  const answers = { ...given }
  for (;;) {
    answers.email ??= await ask('E-mail address: ')
    answers.username ??= await ask('Username: ')
    answers.password ??= await askNewPassword()
    const { email, username, password } = answers
    try {
      return await createByOperator(app, asAdmin({ email, username, password }))
    } catch (error) {
      const faults = error instanceof Problem ? error.options.fields : undefined
      const final = Object.keys(faults ?? {}).some((name) => given[name as keyof Answers] !== undefined)
      if (faults === undefined || final) throw error
      for (const [name, sentences] of Object.entries(faults)) {
        cli.console.note(sentences.join(' '))
        answers[name as keyof Answers] = undefined
      }
    }
  }
}

function asAdmin(input: { email: string; username: string; password: string }): OperatorsAccount {
  return { ...input, roles: ['admin'], verified: true }
}

function tellCreated(cli: Cli, { id, email, username, roles }: Account): void {
  const as = roles.length > 0 ? ` as ${roles.join(' and ')}` : ''
  cli.console.tell({ id, email, username, roles }, `Created ${username} <${email}>${as}.`)
}
