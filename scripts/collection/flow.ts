import { type Folder, holder, type Item, jsonBody, nobody, scriptOf, urlOf, type Variable } from './postman.ts'

/** What the flow hands on from one request to the next, and what its reader fills in. */
export const variables: readonly Variable[] = [
  { key: 'base_url', value: 'http://127.0.0.1:8000', description: 'Where the service is' },
  { key: 'email', value: 'user@example.com' },
  { key: 'username', value: 'username' },
  { key: 'password', value: 'Corr3ct-horse!' },
  { key: 'verification_code', value: '', description: 'Fill in: the six digits of the mail' },
  { key: 'totp_code', value: '', description: 'Fill in: what the authenticator app shows for `totp_secret`' },
  { key: 'totp_secret', value: '' },
  { key: 'backup_code', value: '' },
  { key: 'mfa_token', value: '' },
  { key: 'access', value: '' },
  { key: 'refresh', value: '' },
  { key: 'client_id', value: '', description: 'Of a registered service, for the folder "services"' },
  { key: 'client_secret', value: '' },
]

type Step = {
  readonly name: string
  readonly call: readonly [method: string, path: string]
  readonly status: number
  readonly body?: Readonly<Record<string, unknown>>
  /** Variables by the place in the answer that they are taken from. */
  readonly keeps?: Readonly<Record<string, string>>
  readonly signedIn?: true
}

const tokens = { access: 'access', refresh: 'refresh' }
const credentials = { email: '{{email}}', password: '{{password}}' }

const steps: readonly Step[] = [
  {
    name: 'Register',
    call: ['POST', '/api/auth/register/'],
    status: 201,
    body: { email: '{{email}}', username: '{{username}}', password: '{{password}}' },
  },
  {
    name: 'Verify the address',
    call: ['POST', '/api/auth/verify-email/'],
    status: 200,
    body: { email: '{{email}}', code: '{{verification_code}}' },
  },
  { name: 'Sign in', call: ['POST', '/api/auth/login/'], status: 200, body: credentials, keeps: tokens },
  {
    name: 'Refresh the session',
    call: ['POST', '/api/auth/refresh/'],
    status: 200,
    body: { refresh: '{{refresh}}' },
    keeps: tokens,
  },
  { name: 'Read the profile', call: ['GET', '/api/auth/profile/'], status: 200, signedIn: true },
  {
    name: 'Change the profile',
    call: ['PATCH', '/api/auth/profile/'],
    status: 200,
    body: { display_name: 'Ana' },
    signedIn: true,
  },
  {
    name: 'Begin with an authenticator app',
    call: ['GET', '/api/auth/mfa/totp/setup/'],
    status: 200,
    keeps: { totp_secret: 'secret', backup_code: 'backup_codes[0]' },
    signedIn: true,
  },
  {
    name: 'Switch the authenticator app on',
    call: ['POST', '/api/auth/mfa/totp/setup/'],
    status: 200,
    body: { token: '{{totp_code}}' },
    signedIn: true,
  },
  { name: 'Sign out', call: ['POST', '/api/auth/logout/'], status: 205, body: { refresh: '{{refresh}}' } },
  { name: 'The session is over', call: ['GET', '/api/auth/profile/'], status: 401, signedIn: true },
  {
    name: 'Sign in again: a second factor is asked for',
    call: ['POST', '/api/auth/login/'],
    status: 403,
    body: credentials,
    keeps: { mfa_token: 'mfa_token' },
  },
  {
    name: 'Prove it by a backup code',
    call: ['POST', '/api/auth/login/mfa/'],
    status: 200,
    body: { mfa_token: '{{mfa_token}}', method: 'backup_code', code: '{{backup_code}}' },
    keeps: tokens,
  },
  {
    name: 'Sign out everywhere',
    call: ['POST', '/api/auth/logout/'],
    status: 205,
    body: { refresh: '{{refresh}}', all: true },
  },
]

/** A walk from registration to sign-out: each request keeps what those behind it need. */
export const flow: Folder = {
  name: 'From registration to sign-out',
  description:
    'To be sent in this order. Two variables are filled in on the way: `verification_code` from the mail, and `totp_code` from an authenticator app that has `totp_secret`.',
  item: steps.map(itemOf),
}

function itemOf({ name, call, status, body, keeps = {}, signedIn }: Step): Item {
  const [method, path] = call
  const kept = Object.entries(keeps).map(
    ([variable, place]) => `pm.collectionVariables.set('${variable}', pm.response.json().${place})`,
  )
  return {
    name,
    request: {
      ...{ method, url: urlOf(path), auth: signedIn ? holder : nobody },
      ...(body === undefined ? { header: [] } : jsonBody(body)),
    },
    event: [scriptOf([`pm.test('answers ${status}', () => pm.response.to.have.status(${status}))`, ...kept])],
  }
}
