import { test } from 'node:test'
import { createAccount } from '../../src/accounts/create-account.ts'
import { registerUnverified, registerVerified, signUp } from '../actors.ts'
import { signUpWithTotp } from '../second-factor.ts'
import { type Known, startGoogleAndGithub } from '../social-providers.ts'
import { githubAccount } from '../stand-ins/github-state.ts'
import { badToken, checkDifferences, type GoldenRow, runRows, type Send } from './golden-row.ts'

const section = { method: 'POST', path: '/social-login/' }
type Row = GoldenRow<Known>

const required = ['This field is required.']
const invalid = { detail: 'Invalid access token.' }
const choice = (shown: string) => ({ provider: [`"${shown}" is not a valid choice.`] })

function refused(name: string, body: unknown, answer: unknown): Row {
  return { case: name, send: { body }, status: 400, body: answer }
}

const requests: readonly Row[] = [
  refused('empty', {}, { provider: required, access_token: required }),
  refused('unsupported provider', { provider: 'facebook', access_token: 'x' }, choice('facebook')),
  refused('null provider', { provider: null, access_token: 'x' }, { provider: ['This field may not be null.'] }),
  refused('blank provider', { provider: '', access_token: 'x' }, choice('')),
  refused('list provider', { provider: ['google'], access_token: 'x' }, choice("['google']")),
  refused('upper-case', { provider: 'Google', access_token: 'x' }, choice('Google')),
  refused('blank token', { provider: 'google', access_token: '' }, { access_token: ['This field may not be blank.'] }),
  refused('missing token', { provider: 'google' }, { access_token: required }),
  refused('bool token', { provider: 'google', access_token: true }, { access_token: ['Not a valid string.'] }),
  refused('bad token google', { provider: 'google', access_token: 'bad' }, invalid),
  refused('bad token github', { provider: 'github', access_token: 'bad' }, invalid),
  {
    case: 'provider unreachable',
    send: async ({ google }) => {
      google.faults.set('/tokeninfo', 'down')
      return { body: { provider: 'google', access_token: 'neterr' } }
    },
    status: 503,
    body: { detail: 'The sign-in provider cannot be reached. Try again shortly.' },
    was: '400 `Invalid access token.`',
  },
  refused('array', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }),
  {
    case: 'malformed',
    send: { raw: '{' },
    status: 400,
    body: {
      detail: 'JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
    },
  },
  { case: 'GET', send: { method: 'GET' }, status: 405, body: { detail: 'Method "GET" not allowed.' } },
  {
    case: 'DELETE social-login',
    send: { method: 'DELETE' },
    status: 405,
    body: { detail: 'Method "DELETE" not allowed.' },
  },
  { case: 'PUT social-login', send: { method: 'PUT' }, status: 405, body: { detail: 'Method "PUT" not allowed.' } },
  { case: 'bad bearer', send: { body: {}, headers: { authorization: 'Bearer x.y.z' } }, status: 401, body: badToken },
]

test('POST /social-login/: requests', async (t) => {
  const known = await startGoogleAndGithub(t)
  await runRows(t, known.server, section, { rows: requests, known })
})

type Said = { email?: string | undefined; name?: string; email_verified?: boolean }

/** Sends the token of somebody at Google, who is there as said. */
function google(subject: string, said: Said): (known: Known) => Promise<Send> {
  return async ({ google: { accounts, accessTokenOf, client } }) => {
    accounts.set(subject, { email_verified: true, ...said })
    return { body: { provider: 'google', access_token: await accessTokenOf(subject, client) } }
  }
}

function github(id: number, login: string, name: string | null): (known: Known) => Promise<Send> {
  return async ({ github: stand }) => {
    stand.accounts.set(id, githubAccount(id, login, { name }))
    return { body: { provider: 'github', access_token: stand.tokenOf(id, stand.app) } }
  }
}

function signsIn(name: string, send: Row['send'], user: { email: string; username: string }, was?: string): Row {
  const body = {
    access: '<access JWT>',
    refresh: '<refresh JWT>',
    user: { id: '<uuid>', ...user, mfa_enabled: false },
  }
  return { case: name, send, status: 200, body, ...(was === undefined ? {} : { was }) }
}

const signedInBefore = '200, signed in'
const failed = 'HTML 500'
const unproved = { detail: 'The provider has not verified your email address.' }
const taken = {
  detail: 'This account is linked to another person at that provider, or that person to another account.',
}
const long = 'n'.repeat(60)

const signIns: readonly Row[] = [
  signsIn('google: new user', google('g1', { email: 'gnew@example.com', name: 'G New' }), {
    ...{ email: 'gnew@example.com', username: 'g_new' },
  }),
  signsIn('google: same user again', google('g1', { email: 'changed@example.com', name: 'G New' }), {
    ...{ email: 'gnew@example.com', username: 'g_new' },
  }),
  signsIn('google: same name, other person', google('g2', { email: 'gnew2@example.com', name: 'G New' }), {
    ...{ email: 'gnew2@example.com', username: 'g_new_1' },
  }),
  {
    case: 'google: no email key',
    send: google('g3', {}),
    status: 403,
    body: unproved,
    was: '400 `Invalid access token.`',
  },
  signsIn(
    'google: no name',
    google('g4', { email: 'g4@example.com' }),
    { email: 'g4@example.com', username: 'g4' },
    '200, with the username `""`',
  ),
  signsIn('google: name of 60 chars twice 1', google('g5', { email: 'g5@example.com', name: long }), {
    ...{ email: 'g5@example.com', username: 'n'.repeat(50) },
  }),
  signsIn(
    'google: name of 60 chars twice 2',
    google('g6', { email: 'g6@example.com', name: long }),
    { email: 'g6@example.com', username: `${'n'.repeat(48)}_1` },
    failed,
  ),
  signsIn('google: links a local verified account by e-mail', google('g7', { email: 'link@example.com', name: 'x' }), {
    email: 'link@example.com',
    username: 'link',
  }),
  {
    case: 'google: second google id with the same e-mail overwrites the link',
    send: google('g7b', { email: 'link@example.com', name: 'x', email_verified: false }),
    status: 403,
    body: unproved,
    was: signedInBefore,
  },
  {
    case: 'google: e-mail other case -> second account',
    send: google('g12', { email: 'LINK@example.com', name: 'link' }),
    status: 409,
    body: taken,
    was: '200, a second account',
  },
  {
    case: 'google: domain case',
    send: google('g13', { email: 'link@EXAMPLE.com', name: 'link' }),
    status: 409,
    body: taken,
    was: failed,
  },
  signsIn('github: new user', github(42, 'gh', 'Oct Cat'), { email: 'gh@example.com', username: 'oct_cat' }),
  signsIn('github: e-mail private (null)', github(43, 'n', 'N'), { email: 'n@example.com', username: 'n' }, failed),
  signsIn('github: name null', github(44, 'gh44', null), { email: 'gh44@example.com', username: 'gh44' }, failed),
]

test('POST /social-login/: sign-ins', async (t) => {
  const known = await startGoogleAndGithub(t)
  await known.server.app.transaction((tx) =>
    createAccount(known.server.app, tx, { email: 'link@example.com', username: 'link', verified: true }),
  )
  await runRows(t, known.server, section, { rows: signIns, known })
})

type Person = Known & { readonly email: string; readonly username: string }

/** Rows about an account of ours, by whoever has its address at Google. */
function ofAccount(name: string, row: Omit<GoldenRow<Person>, 'case' | 'send'>): GoldenRow<Person> {
  return { case: name, send: (known) => google(name, { email: known.email, name: 'x' })(known), ...row }
}

const ownUser = ({ email, username }: Person) => ({
  access: '<access JWT>',
  refresh: '<refresh JWT>',
  user: { id: '<uuid>', email, username, mfa_enabled: false },
})

const unverifiedRow = ofAccount('google: links an UNverified local account (pre-registered by someone else)', {
  status: 200,
  body: ownUser,
})
const lockedRow = ofAccount('google: locked account', { status: 200, body: ownUser })
const deactivatedRow = ofAccount('google: deactivated account', {
  status: 401,
  body: { detail: 'Invalid credentials.' },
  was: signedInBefore,
})
const totpRow = ofAccount('google: account with TOTP', {
  status: 403,
  body: {
    detail: 'A second factor is required.',
    mfa_token: '<ticket>',
    methods: ['totp', 'backup_code'],
  },
  was: signedInBefore,
})

test('POST /social-login/: accounts of ours', async (t) => {
  const known = await startGoogleAndGithub(t)
  const { server } = known
  const run = (row: GoldenRow<Person>, { email, username }: { email: string; username: string }) =>
    runRows(t, server, section, { rows: [row], known: { ...known, email, username } })
  await run(unverifiedRow, await registerUnverified(server, 'squat'))
  const locked = await registerVerified(server, 'slck')
  for (let i = 0; i < 5; i++) await server.client().post('/api/auth/login/', { email: locked.email, password: 'x' })
  await run(lockedRow, locked)
  const gone = await signUp(server, 'dea')
  const off = { password: gone.password, confirm_deactivation: true }
  await gone.client().post('/api/auth/deactivate-account/', off)
  await run(deactivatedRow, gone)
  await run(totpRow, await signUpWithTotp(server, 'smfa'))
})

test('the differences of social-login are documented', () => {
  checkDifferences('Social login', [...requests, ...signIns, deactivatedRow, totpRow])
})
