import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onAnotherDevice, signUp } from '../actors.ts'
import { startServer } from '../harness.ts'
import { signUpFixed } from './fixed-person.ts'
import {
  allDigits,
  answerRows,
  badBearer,
  badRefresh,
  blank,
  noCredentials,
  noText,
  profileOf,
  type Row,
  required,
  signedIn,
  tokenPair,
  tooCommon,
  tooShort,
  wrongMethod,
} from './session-row.ts'

const changing = { method: 'POST', path: '/api/auth/change-password/', heading: 'POST /change-password/' }
const reading = { method: 'GET', path: '/api/auth/profile/' }
const old = 'Corr3ct-horse!'
const strong = 'N3w-passphrase'
const done = { detail: 'Password changed successfully.' }
const incorrect = ['Current password is incorrect.']
const all = [tooShort, tooCommon, allDigits]

const change = (current: unknown, next: unknown, confirm: unknown = next) => {
  return { current_password: current, new_password: next, confirm_password: confirm }
}
const refused = (name: string, body: unknown, answer: unknown): Row => ({ name, ask: { body }, status: 400, answer })
const weak = (name: string, password: string, faults: readonly string[]): Row =>
  refused(name, change(old, password), { new_password: faults })

test('POST /change-password/: refusals', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const each = (messages: readonly string[]) => change(messages, messages)
  await answerRows(t, server.client(), changing, [
    { name: 'no auth', ask: { body: {} }, status: 401, answer: noCredentials },
  ])
  await answerRows(t, ana.client(), changing, [
    refused('empty', {}, each(required)),
    refused('wrong current', change('x', strong), { current_password: incorrect }),
    refused('wrong current + weak', change('x', '123'), { current_password: incorrect, new_password: all }),
    refused('mismatch', change(old, strong, 'y'), { non_field_errors: ['Passwords do not match.'] }),
    refused('wrong current + mismatch', change('x', strong, 'y'), { current_password: incorrect }),
    refused(
      'missing confirm',
      { current_password: old, new_password: strong },
      {
        confirm_password: required,
      },
    ),
    refused('blank', change('', ''), each(blank)),
    refused('types', change([], true, {}), each(noText)),
    { name: 'GET', ask: { method: 'GET' }, status: 405, answer: wrongMethod('GET') },
  ])
  assert.equal((await ana.login()).status, 200, 'the old password stands')
})

test('POST /change-password/: weak passwords', async (t) => {
  const server = await startServer(t)
  const fp = await signUpFixed(server)
  await answerRows(t, fp.client, changing, [
    weak('weak: short (Ab1!xyz)', 'Ab1!xyz', [tooShort]),
    weak('weak: numeric (83749261048)', '83749261048', [allDigits]),
    weak('weak: common (password)', 'password', [tooCommon]),
    weak('weak: short+common+numeric (123456)', '123456', all),
    {
      ...weak('similar to username', fp.email, ['The password is too similar to the email.']),
      was: '200',
    },
  ])
})

test('POST /change-password/: a change, and what it ends', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const there = onAnotherDevice(server, ana)
  assert.equal((await there.login()).status, 200)
  const signIn = (password: string) => ({ path: '/api/auth/login/', body: { email: ana.email, password } })
  const refresh = (token: string) => ({ path: '/api/auth/refresh/', body: { refresh: token } })
  await answerRows(t, ana.client(), changing, [
    { name: 'same as current', ask: { body: change(old, old) }, status: 200, answer: done },
    { name: 'ok', ask: { body: change(old, strong) }, status: 200, answer: done },
    { name: 'old access token', ask: reading, status: 200, answer: profileOf(ana) },
    { name: 'old refresh token', ask: refresh(ana.refresh), status: 200, answer: tokenPair },
    {
      name: "another session's access token",
      ask: { ...reading, headers: { authorization: `Bearer ${there.access}` } },
      status: 401,
      answer: badBearer(),
      was: '200 with the profile',
    },
    {
      name: "another session's refresh token",
      ask: refresh(there.refresh),
      status: 401,
      answer: badRefresh('Token is blacklisted'),
      was: '200 with a new pair',
    },
    { name: 'login old password', ask: signIn(old), status: 401, answer: { detail: 'Invalid credentials.' } },
    { name: 'login new password', ask: signIn(strong), status: 200, answer: signedIn(ana) },
  ])
})

test('POST /change-password/: guessing the present password', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const body = change('x', strong)
  const answer = { current_password: incorrect }
  const locked = { detail: 'Account is locked due to multiple failed login attempts.' }
  const guesses = [1, 2, 3, 4, 5, 6, 7, 8].map((guess): Row => {
    const name = `wrong current #${guess} (no lock)`
    if (guess <= 5) return { name, ask: { body }, status: 400, answer }
    return { name, ask: { body }, status: 423, answer: locked, was: '400 Current password is incorrect.' }
  })
  await answerRows(t, ana.client(), changing, guesses)
  const right = await ana.client().post(changing.path, change(old, strong))
  assert.equal(right.status, 423, 'the right one is not told from a wrong one')
  assert.equal((await onAnotherDevice(server, ana).login()).status, 200, 'the owner signs in all the same')
})
