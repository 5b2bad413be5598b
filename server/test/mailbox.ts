import assert from 'node:assert/strict'
import type { App } from '../src/platform/app.ts'
import type { Mail } from '../src/platform/mail.ts'

export type Mailbox = {
  /** Everything sent to an address so far, oldest first; works the outbox off before it looks. */
  readonly to: (address: string) => Promise<Mail[]>
  /** The newest mail to an address; fails when there is none. */
  readonly last: (address: string) => Promise<Mail>
  readonly all: () => Promise<readonly Mail[]>
}

export function makeMailbox(app: App, settle: () => Promise<void>): Mailbox {
  const all = async (): Promise<readonly Mail[]> => {
    await settle()
    return app.mailer.outbox ?? []
  }
  const to = async (address: string): Promise<Mail[]> => (await all()).filter((mail) => mail.to === address)
  return {
    all,
    to,
    async last(address) {
      const mail = (await to(address)).at(-1)
      assert.ok(mail, `no mail to ${address}`)
      return mail
    },
  }
}

/** The single-use token of the link in a mail. */
export function tokenIn(mail: Mail): string {
  const token = /[?&]token=([\w~.-]+)/.exec(mail.text)?.[1]
  assert.ok(token, `no link in "${mail.subject}"`)
  return token
}

/** The six-digit code in a mail. */
export function codeIn(mail: Mail): string {
  const code = /(?<![\w-])(\d{6})(?![\w-])/.exec(mail.text)?.[1]
  assert.ok(code, `no code in "${mail.subject}"`)
  return code
}
