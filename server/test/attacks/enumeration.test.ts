import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mostGuesses } from '../../src/protection/code-attempts.ts'
import { type Actor, registerUnverified, registerVerified, signUp, somebody } from '../actors.ts'
import type { Answer } from '../client.ts'
import { startServer, type TestServer } from '../harness.ts'
import { codeIn } from '../mailbox.ts'
import { type Work, workMeter } from './measure-work.ts'

const api = '/api/auth'
const password = 'Corr3ct-horse!'

type Address = { readonly email: string; readonly username: string }

/** One address for each thing a stranger might want to know of it, all equally long. */
async function addresses(server: TestServer): Promise<Record<string, Address>> {
  const deactivated = await signUp(server, 'aaa')
  await deactivate(deactivated)
  return {
    unknown: somebody('aaa'),
    verified: await registerVerified(server, 'aaa'),
    unverified: await registerUnverified(server, 'aaa'),
    deactivated,
  }
}

async function deactivate(person: Actor): Promise<void> {
  const body = { password: person.password, confirm_deactivation: true }
  const { status } = await person.client().post(`${api}/deactivate-account/`, body)
  assert.equal(status, 200)
}

/** What a stranger sees of an answer; ids, times and what the stranger sent are left out. */
function seen({ status, headers, body, text }: Answer, sent: Address): unknown {
  const said = text.replaceAll(sent.email, '<email>').replaceAll(sent.username, '<username>')
  const names = [...headers.keys()].toSorted()
  const shown = { ...body, ...(body.id === undefined ? {} : { id: '<id>' }) }
  return { status, names, fields: Object.keys(shown), said: said.replace(/"id":"[0-9a-f-]{36}"/, '"id":"<id>"') }
}

type Probe = (server: TestServer, address: Address) => Promise<Answer>
type Seen = { readonly answer: unknown; readonly work: Work }

/** Sends the same request about each address, and gives what was seen and done for each. */
async function compare(server: TestServer, probe: Probe): Promise<Map<string, Seen>> {
  const all = await addresses(server)
  await server.settle()
  const measure = workMeter(server)
  // What the service only learns once is learnt before anything is compared.
  await probe(server, somebody('aaa'))
  const found = new Map<string, Seen>()
  for (const [name, address] of Object.entries(all)) {
    const { result, work } = await measure(() => probe(server, address))
    found.set(name, { answer: seen(result, address), work })
  }
  return found
}

function assertAlike(found: Map<string, Seen>, expected: { status: number; hashes: number; waiting: string[] }): void {
  const unknown = found.get('unknown')
  for (const [name, { answer, work }] of found) {
    assert.deepEqual(answer, unknown?.answer, name)
    assert.deepEqual(work, unknown?.work, name)
    const { hashes, waiting } = work
    const { status } = answer as { status: number }
    assert.deepEqual({ status, hashes, waiting }, expected, name)
  }
}

test('attacks 31 and 32: a sign-in with a wrong password tells nothing of the address: same answer, one hash, as many statements', async (t) => {
  const server = await startServer(t)
  const probe: Probe = (_, { email }) => server.client().post(`${api}/login/`, { email, password: 'Wr0ng-guess' })
  assertAlike(await compare(server, probe), { status: 401, hashes: 1, waiting: [] })
  const device = { 'x-device-token': 'no device of anybody' }
  const byDevice: Probe = (_, { email }) =>
    server.client(device).post(`${api}/login/`, { email, password: 'Wr0ng-guess' })
  assertAlike(await compare(server, byDevice), { status: 401, hashes: 1, waiting: [] })
})

test('a sign-in by username is as silent', async (t) => {
  const server = await startServer(t)
  const probe: Probe = (_, { username }) => server.client().post(`${api}/login/`, { username, password: 'Wr0ng-guess' })
  assertAlike(await compare(server, probe), { status: 401, hashes: 1, waiting: [] })
})

test('an unknown address locks like a known one: the same answers, at the same try, with the same work', async (t) => {
  const server = await startServer(t)
  const probe: Probe = async (_, { email }) => {
    const guess = () => server.client().post(`${api}/login/`, { email, password: 'Wr0ng-guess' })
    for (let i = 0; i < 5; i++) assert.equal((await guess()).status, 401)
    return guess()
  }
  assertAlike(await compare(server, probe), { status: 423, hashes: 5, waiting: ['sign_in_locked'] })
})

test('the state of an account is told only to who knows its password, a deactivated one not even then', async (t) => {
  const server = await startServer(t)
  const { deactivated, unverified, unknown } = await addresses(server)
  const login = (email = '') => server.client().post(`${api}/login/`, { email, password })
  assert.deepEqual((await login(unverified?.email)).body.error, 'email_not_verified')
  const [gone, nobody] = [await login(deactivated?.email), await login(unknown?.email)]
  assert.deepEqual([gone.status, gone.body], [nobody.status, nobody.body])
})

test('attacks 31 and 32: a wish for a reset link is only noted, the same for every address', async (t) => {
  const server = await startServer(t)
  const probe: Probe = (_, { email }) => server.client().post(`${api}/forgot-password/`, { email })
  const found = await compare(server, probe)
  assertAlike(found, { status: 200, hashes: 0, waiting: ['forgot_password'] })
})

test('a wish for a new verification link is only noted, the same for every address', async (t) => {
  const server = await startServer(t)
  const probe: Probe = (_, { email }) => server.client().post(`${api}/resend-verification/`, { email })
  assertAlike(await compare(server, probe), { status: 200, hashes: 0, waiting: ['resend_verification'] })
  const odd = await server.client().post(`${api}/resend-verification/`, { email: 'no address at all' })
  assert.deepEqual([odd.status, odd.body], [200, { detail: 'Verification email resent' }])
})

test('only mailboxes learn the truth: who is mailed after such wishes, and who is not', async (t) => {
  const server = await startServer(t)
  const all = await addresses(server)
  const before = (await server.mailbox.all()).length
  for (const { email } of Object.values(all)) {
    await server.client().post(`${api}/forgot-password/`, { email })
    await server.client().post(`${api}/resend-verification/`, { email })
  }
  const sent = (await server.mailbox.all()).slice(before).map(({ to, subject }) => `${nameOf(all, to)}: ${subject}`)
  assert.equal(sent.filter((line) => line.startsWith('verified:')).length, 1)
  assert.equal(sent.filter((line) => line.startsWith('unverified:')).length, 2)
  assert.equal(sent.length, 3, sent.join('\n'))
})

function nameOf(all: Record<string, Address>, email: string): string | undefined {
  return Object.entries(all).find(([, address]) => address.email === email)?.[0]
}

test('attacks 31 and 32: a registration tells nothing of the address: same answer, one hash, one mail to order', async (t) => {
  const server = await startServer(t)
  const probe: Probe = (_, { email }) => {
    const { username } = somebody('bbb')
    return server.client().post(`${api}/register/`, { email, username, password })
  }
  for (const [name, { answer, work }] of await compare(server, probe)) {
    const { status, fields } = answer as { status: number; fields: string[] }
    assert.deepEqual([status, fields], [201, ['id', 'email', 'username', 'detail']], name)
    assert.deepEqual([work.hashes, work.waiting], [1, ['mail']], name)
  }
})

test('a registration that is refused is refused alike, and a username is taken by either kind', async (t) => {
  const server = await startServer(t)
  const { unknown, verified } = await addresses(server)
  assert.ok(unknown && verified)
  const register = (email: string, username: string, chosen = password) =>
    server.client().post(`${api}/register/`, { email, username, password: chosen })
  const [weakNew, weakKnown] = [await register(unknown.email, 'u1', '123'), await register(verified.email, 'u1', '123')]
  assert.deepEqual([weakNew.status, weakNew.body], [weakKnown.status, weakKnown.body])
  const { username } = somebody('ccc')
  const cased = verified.email.toUpperCase().replace('EXAMPLE', 'Example')
  const held = await register(cased, username)
  assert.deepEqual([held.status, held.body.email], [201, cased.replace(/@.*/, '@example.com')])
  const { username: other } = somebody('ddd')
  await register(unknown.email, other)
  for (const taken of [username, username.toUpperCase(), other]) {
    const again = await register(somebody('eee').email, taken)
    assert.deepEqual(again.body.username, ['user with this username already exists.'], taken)
  }
})

test('attack 32: a code is refused alike for an unknown address, a wrong code and an account without one', async (t) => {
  const server = await startServer(t)
  const verify: Probe = (_, { email }) => server.client().post(`${api}/verify-email/`, { email, code: '000000' })
  const found = await compare(server, verify)
  found.delete('unverified')
  assertAlike(found, { status: 400, hashes: 0, waiting: [] })
  const { email } = await registerUnverified(server)
  const code = codeIn(await server.mailbox.last(email))
  const wrong = await verify(server, { email, username: '' })
  assert.deepEqual(wrong.body, { detail: 'Invalid or expired code', error: 'invalid_token' })
  const other = await server.client().post(`${api}/verify-email/`, { email: somebody().email, code })
  assert.deepEqual([other.status, other.body], [wrong.status, wrong.body])
})

test('a reset by code is refused alike for every address, and hashes nothing before the code is right', async (t) => {
  const server = await startServer(t)
  const chosen = { new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
  const probe: Probe = (_, { email }) =>
    server.client().post(`${api}/reset-password/`, { email, code: '000000', ...chosen })
  // More guesses at nobody's codes than a day allows: all who have no account are one here.
  for (let guesses = 0; guesses <= mostGuesses; guesses++) await probe(server, somebody('aaa'))
  assertAlike(await compare(server, probe), { status: 400, hashes: 0, waiting: [] })
})

test('attack 32: a move to an address that has an account is answered like any other move', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const all = await addresses(server)
  const measure = workMeter(server)
  const answers: unknown[] = []
  for (const { email } of Object.values(all)) {
    const body = { new_email: email, password: ana.password }
    const { result, work } = await measure(() => ana.client().post(`${api}/profile/email/`, body))
    answers.push({ status: result.status, body: result.body, hashes: work.hashes, waiting: work.waiting })
  }
  const expected = { status: 200, body: { detail: 'Confirmation email sent.' }, hashes: 1, waiting: ['mail', 'mail'] }
  assert.deepEqual(answers, [expected, expected, expected, expected])
})
