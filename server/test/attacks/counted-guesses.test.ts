import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerVerified, signUp } from '../actors.ts'
import type { Answer } from '../client.ts'
import { atOnce, guess, signIn, statuses, tally } from '../guess.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { askReset } from '../recover.ts'

const api = '/api/auth'
const byCookie = { 'x-token-transport': 'cookie', origin: 'http://localhost:8000' }

test('attack 38: a flood of other names pushes no counted failure out', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  assert.deepEqual(statuses(await guess(server.client(), ana.email, 4)), [401, 401, 401, 401])
  for (let round = 0; round < 10; round++) {
    await atOnce(50, (i) => signIn(server.client(), `nobody-${round}-${i}@example.com`, 'Wr0ng-guess'))
  }
  const [fifth] = await guess(server.client(), ana.email, 1)
  assert.equal(fifth?.status, 401)
  assert.equal((await signIn(server.client(), ana.email, ana.password)).status, 423)
  const kept = await server.app.db.selectFrom('attempt').select('key').execute()
  assert.ok(kept.length > 500, 'each name is counted in the database, where nothing is pushed out')
})

/** The ways by which one guess can be sent: as JSON, as a form, and by a browser that wants cookies. */
const ways = [
  (server: TestServer, email: string, password: string): Promise<Answer> =>
    server.client().post(`${api}/login/`, { email, password }),
  (server: TestServer, email: string, password: string): Promise<Answer> =>
    server.client().send('POST', `${api}/login/`, { form: { email, password } }),
  (server: TestServer, email: string, password: string): Promise<Answer> =>
    server.client().post(`${api}/login/`, { email, password }, byCookie),
]

test('attack 42: guesses as JSON, as a form and with cookies are one count', async (t) => {
  const server = await startServer(t)
  const ana = await registerVerified(server)
  const answers: Answer[] = []
  for (let i = 0; i < 6; i++) {
    const name = i % 2 === 0 ? ana.email : ana.username
    const answer = await ways[i % ways.length]?.(server, name, `Wr0ng-guess-${i}`)
    if (answer) answers.push(answer)
  }
  assert.deepEqual(tally(answers), { 401: 5, 423: 1 })
  for (const way of ways) assert.equal((await way(server, ana.email, ana.password)).status, 423)
})

test('attack 42: guesses at a mailed code as JSON and as a form are one count', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const code = codeIn(await askReset(server, ana.email))
  const wrong = code === '000000' ? '000001' : '000000'
  const chosen = { new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase', email: ana.email }
  const send = (body: Record<string, string>, asForm: boolean) =>
    server.client().send('POST', `${api}/reset-password/`, asForm ? { form: body } : { body })
  for (let i = 0; i < 5; i++) assert.equal((await send({ ...chosen, code: wrong }, i % 2 === 0)).status, 400)
  for (const asForm of [true, false]) assert.equal((await send({ ...chosen, code }, asForm)).status, 400)
  assert.equal((await signIn(server.client(), ana.email, ana.password)).status, 200)
})
