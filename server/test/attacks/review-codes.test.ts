import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerUnverified, signUp } from '../actors.ts'
import { signIn } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn, tokenIn } from '../mailbox.ts'
import { askReset, mailAbout, reset } from '../recover.ts'

/** Another code of six digits. */
function wrong(code: string, by: number): string {
  return String((Number(code) + 1 + by) % 1_000_000).padStart(6, '0')
}

/** Has codes mailed again and again, and guesses four times at each. */
async function guessOn(rounds: number, order: () => Promise<string>, guess: (code: string) => Promise<number>) {
  for (let round = 0; round < rounds; round++) {
    const code = await order()
    for (let i = 0; i < 4; i++) assert.equal(await guess(wrong(code, i)), 400)
  }
}

test('POST reset-password/: newer codes bring a stranger no more guesses than 20 a day; the link goes on', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const byCode = (code: string) => reset(server, { email: ana.email, code }, 'N3w-passphrase')
  const order = async () => codeIn(await askReset(server, ana.email))
  await guessOn(5, order, async (code) => (await byCode(code)).status)

  const mail = await askReset(server, ana.email)
  const refused = await byCode(codeIn(mail))
  assert.deepEqual([refused.status, refused.body.code], [400, ['Invalid or expired code.']])
  assert.equal((await reset(server, { token: tokenIn(mail) }, 'N3w-passphrase')).status, 200)

  server.clock.advance({ hours: 25 })
  assert.equal((await byCode(await order())).status, 200)
})

test('POST reset-password/: the right code begins the count again', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const byCode = (code: string) => reset(server, { email: ana.email, code }, 'N3w-passphrase')
  const order = async () => codeIn(await askReset(server, ana.email))
  for (let day = 0; day < 3; day++) {
    await guessOn(3, order, async (code) => (await byCode(code)).status)
    assert.equal((await byCode(await order())).status, 200)
  }
  assert.equal((await signIn(server.client(), ana.email, 'N3w-passphrase')).status, 200)
})

test('POST verify-email/ and profile/email/confirm/: nobody guesses their way to an address that is not theirs', async (t) => {
  const server = await startServer(t)
  const eve = await registerUnverified(server, 'victim')
  const verify = (code: string) => server.client().post('/api/auth/verify-email/', { email: eve.email, code })
  const resend = async () => {
    await server.client().post('/api/auth/resend-verification/', { email: eve.email })
    return codeIn(await server.mailbox.last(eve.email))
  }
  await guessOn(5, resend, async (code) => (await verify(code)).status)
  assert.equal((await verify(await resend())).status, 400)

  const mallory = await signUp(server, 'mallory')
  const target = `someone.else@example.com`
  const confirm = (code: string) => mallory.client().post('/api/auth/profile/email/confirm/', { code })
  const ask = () => askMove(server, mallory, target)
  await guessOn(5, ask, async (code) => (await confirm(code)).status)
  assert.equal((await confirm(await ask())).status, 400)
})

type Mover = Awaited<ReturnType<typeof signUp>>

async function askMove(server: TestServer, { client, password }: Mover, target: string): Promise<string> {
  assert.equal((await client().post('/api/auth/profile/email/', { new_email: target, password })).status, 200)
  return codeIn(await mailAbout(server, target, 'Confirm your new'))
}
