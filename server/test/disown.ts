import assert from 'node:assert/strict'
import type { Mail } from '../src/platform/mail.ts'
import type { Actor } from './actors.ts'
import type { Answer } from './client.ts'
import type { TestServer } from './harness.ts'
import { tokenIn } from './mailbox.ts'
import { mailAbout, reset } from './recover.ts'

const api = '/api/auth'
const chosen = 'N3w-passphrase'

/** The token of the "this wasn't me" link in a mail; undefined where it has none. */
export function notMeIn(mail: Mail): string | undefined {
  return /\/this-was-not-me\?token=([\w-]+)/.exec(mail.text)?.[1]
}

/** The same of the newest mail to an address about something, which must have one. */
export async function notMeLink(server: TestServer, address: string, subject: string): Promise<string> {
  const token = notMeIn(await mailAbout(server, address, subject))
  assert.ok(token, `no link in the mail about "${subject}"`)
  return token
}

/** Says by the API that an event was not the owner's doing. */
export function disown(server: TestServer, token: string): Promise<Answer> {
  return server.client().post('/api/auth/this-was-not-me/', { token })
}

/** As `disown`, which must be taken. @returns what was taken back */
export async function mustDisown(server: TestServer, token: string): Promise<string[]> {
  const answer = await disown(server, token)
  assert.deepEqual([answer.status, answer.body.detail], [200, 'The account is frozen. Look into your mailbox.'])
  return answer.body.undone
}

/** Chooses a new password by the mail that tells of the freeze. */
export async function comeBack(server: TestServer, owner: Actor): Promise<void> {
  const token = tokenIn(await mailAbout(server, owner.email, 'account is frozen'))
  const done = await reset(server, { token }, chosen)
  assert.equal(done.status, 200, done.text)
  owner.password = chosen
}

/** Asks to move the account to another address. */
export async function askToMove(actor: Actor, to: string): Promise<void> {
  const answer = await actor.client().post(`${api}/profile/email/`, { new_email: to, password: actor.password })
  assert.equal(answer.status, 200, answer.text)
}

/** Moves the account to another address, whose mail is read. */
export async function moveTo(server: TestServer, actor: Actor, to: string): Promise<void> {
  await askToMove(actor, to)
  const token = tokenIn(await mailAbout(server, to, 'Confirm your new'))
  assert.equal((await server.client().post(`${api}/profile/email/confirm/`, { token })).status, 200)
}

/** How many mails of this subject went to an address. */
export async function countMails(server: TestServer, address: string, subject: string): Promise<number> {
  return (await server.mailbox.to(address)).filter((mail) => mail.subject.includes(subject)).length
}

/** Everything that makes up an account, to see that nothing of it changed. */
export async function wholeAccount({ app }: TestServer, id: string): Promise<unknown> {
  const tables = [
    'password',
    'session',
    'device',
    'factor',
    'passkey',
    'backup_code',
    'social_identity',
    'freeze',
  ] as const
  const own = (table: (typeof tables)[number]) =>
    app.db.selectFrom(table).selectAll().where('account_id', '=', id).execute()
  const account = await app.db.selectFrom('account').selectAll().where('id', '=', id).execute()
  return [account, ...(await Promise.all(tables.map(own)))]
}
