import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, somebody } from '../actors.ts'
import { startServer } from '../harness.ts'
import { allDigits, badToken, checkDifferences, type GoldenRow, runRows, tooCommon, tooShort } from './golden-row.ts'

const password = 'Corr3ct-horse!'
const section = { method: 'POST', path: '/register/' }

type Body = Record<string, unknown>

const carol = { username: 'carol', password }
const address = { email: 'c@example.com' }
const missing = 'This field is required.'
const allMissing = { email: [missing], username: [missing], password: [missing] }
const badEmail = 'Enter a valid email address.'
const notText = 'Not a valid string.'
const noNull = 'This field may not be null.'
const noBlank = 'This field may not be blank.'
const noNul = 'Null characters are not allowed.'
const noSurrogate = 'Surrogate characters are not allowed: U+D800.'
const emailTaken = 'user with this email already exists.'
const usernameTaken = 'user with this username already exists.'

function created(email: string, username: string): Body {
  return { id: '<uuid>', email, username, detail: 'Verification email sent' }
}

type Row = GoldenRow<{ access: string }>

/** A row of one wrong field among good ones. */
function refused(name: string, body: Body, faults: Body): Row {
  return { case: name, send: { body }, status: 400, body: faults }
}

/** A row of a new account; the answer gives back what was sent, or `stored` where that is different. */
function accepted(name: string, sent: { email: string; username: string; password?: string }, stored: Body = {}): Row {
  const { email, username } = { ...sent, ...stored }
  return { case: name, send: { body: { password, ...sent } }, status: 201, body: created(email, username) }
}

const fields: readonly Row[] = [
  accepted('ok', { email: 'alice@example.com', username: 'alice' }),
  accepted(
    'ok: domain upper-case -> stored lower',
    { email: 'Bob@EXAMPLE.com', username: 'bob' },
    { email: 'Bob@example.com' },
  ),
  {
    case: 'ok: extra fields ignored',
    send: {
      body: {
        email: 'x1@example.com',
        username: 'x1',
        password,
        is_staff: true,
        is_email_verified: true,
        id: '4be0643f-1d98-573b-97cd-ca98a65347dd',
      },
    },
    status: 201,
    body: created('x1@example.com', 'x1'),
  },
  refused('empty object', {}, allMissing),
  { case: 'no body', send: {}, status: 400, body: allMissing },
  refused('missing email', carol, { email: [missing] }),
  refused('null email', { email: null, ...carol }, { email: [noNull] }),
  refused('blank email', { email: '', ...carol }, { email: [noBlank] }),
  refused('spaces email', { email: '   ', ...carol }, { email: [noBlank] }),
  refused('bool email', { email: true, ...carol }, { email: [badEmail] }),
  refused('list email', { email: ['a'], ...carol }, { email: [badEmail] }),
  refused('object email', { email: { a: 1 }, ...carol }, { email: [badEmail] }),
  refused('NUL email', { email: 'a\0b@example.com9Zq', ...carol }, { email: [noNul, badEmail] }),
  refused('int email', { email: 1234567, username: 'carolintemail', password }, { email: [badEmail] }),
  refused('float email', { email: 1.5, username: 'carolfloatemail', password }, { email: [badEmail] }),
  refused(
    'lone surrogate email',
    { email: '\ud800@example.com', username: 'sg2', password },
    { email: [noSurrogate, badEmail] },
  ),
  refused('missing username', { ...address, password }, { username: [missing] }),
  refused('null username', { ...address, username: null, password }, { username: [noNull] }),
  refused('blank username', { ...address, username: '', password }, { username: [noBlank] }),
  refused('spaces username', { ...address, username: '   ', password }, { username: [noBlank] }),
  refused('bool username', { ...address, username: true, password }, { username: [notText] }),
  refused('list username', { ...address, username: ['a'], password }, { username: [notText] }),
  refused('object username', { ...address, username: { a: 1 }, password }, { username: [notText] }),
  refused('NUL username', { ...address, username: 'a\0b@example.com9Zq', password }, { username: [noNul] }),
  {
    ...refused('int username', { ...address, username: 1234567, password }, { username: [notText] }),
    was: '201, the name is `1234567`',
  },
  {
    ...refused('float username', { ...address, username: 1.5, password }, { username: [notText] }),
    was: '201, the name is `1.5`',
  },
  refused(
    'lone surrogate username',
    { email: '\ud800x@example.com', username: '\ud800x', password },
    { email: [noSurrogate, badEmail], username: [noSurrogate] },
  ),
  refused('missing password', { ...address, username: 'carol' }, { password: [missing] }),
  refused('null password', { ...address, username: 'carol', password: null }, { password: [noNull] }),
  refused('blank password', { ...address, username: 'carol', password: '' }, { password: [noBlank] }),
  refused('spaces password', { ...address, username: 'carol', password: '   ' }, { password: [noBlank] }),
  refused('bool password', { ...address, username: 'carol', password: true }, { password: [notText] }),
  refused('list password', { ...address, username: 'carol', password: ['a'] }, { password: [notText] }),
  refused('object password', { ...address, username: 'carol', password: { a: 1 } }, { password: [notText] }),
  refused('NUL password', { ...address, username: 'carol', password: 'a\0b@example.com9Zq' }, { password: [noNul] }),
  {
    ...refused('int password', { ...address, username: 'carol', password: 1234567 }, { password: [notText] }),
    was: '400, judged as the text `1234567`',
  },
  {
    ...refused('float password', { ...address, username: 'carol', password: 1.5 }, { password: [notText] }),
    was: '400, judged as the text `1.5`',
  },
  refused(
    'lone surrogate password',
    { email: 'sg3@example.com', username: 'sg3', password: '\ud800bcdEFGH12' },
    { password: [noSurrogate] },
  ),
]

function badAddress(email: string, username: string): Row {
  return refused(`email '${email}'`, { email, username, password }, { email: [badEmail] })
}

const labels = (tail: string) => [60, 60, 60].map((length, at) => 'bcd'.charAt(at).repeat(length)).join('.') + tail
const longEmail = `${'a'.repeat(60)}@${labels('.eeeeee.com')}`

const addresses: readonly Row[] = [
  badAddress('plain', 'em670c3a06'),
  badAddress('a@b', 'emdc4d342a'),
  badAddress('a@b.c', 'emc68148aa'),
  badAddress('a b@example.com', 'emcef8087f'),
  accepted("email 'a@example.com '", { email: 'a@example.com ', username: 'emfd799128' }, { email: 'a@example.com' }),
  accepted("email 'A@Example.Com'", { email: 'A@Example.Com', username: 'em52240a49' }, { email: 'A@example.com' }),
  accepted("email 'a@localhost'", { email: 'a@localhost', username: 'emcad22414' }),
  badAddress('é@example.com', 'em64541b69'),
  accepted("email 'a@exämple.com'", { email: 'a@exämple.com', username: 'em4358f7b7' }),
  accepted("email 'a@[127.0.0.1]'", { email: 'a@[127.0.0.1]', username: 'emc747f1db' }),
  badAddress('"q q"@example.com', 'ema6263d52'),
  badAddress('a@-x.com', 'em62ef1796'),
  badAddress('a..b@example.com', 'em77cd67f4'),
  accepted("email '+tag@example.com'", { email: '+tag@example.com', username: 'ema180bb1a' }),
  accepted('email 254 chars', { email: longEmail, username: 'em254' }),
  refused(
    'email 255+ chars',
    { email: `a${longEmail}`, username: 'em255', password },
    { email: ['Ensure this field has no more than 254 characters.'] },
  ),
  accepted('username 50 chars', { email: 'u50@example.com', username: 'u'.repeat(50) }),
  refused(
    'username 51 chars',
    { email: 'u51@example.com', username: 'u'.repeat(51), password },
    { username: ['Ensure this field has no more than 50 characters.'] },
  ),
  accepted(
    'username with spaces inside / html',
    { email: 'uh@example.com', username: ' <b>a b</b> ' },
    { username: '<b>a b</b>' },
  ),
]

const taken = { email: 'alice@example.com', username: 'alice', password }
const enumerated = '400, `email`: `user with this email already exists.`'

const doubles: readonly Row[] = [
  { ...accepted('dup email', { ...taken, username: 'alice2' }), was: enumerated },
  refused('dup username', { ...taken, email: 'alice2@example.com' }, { username: [usernameTaken] }),
  { ...refused('dup both', taken, { username: [usernameTaken] }), was: `${enumerated}, and the username` },
  {
    ...refused(
      'dup both + weak',
      { ...taken, password: '123' },
      { username: [usernameTaken], password: [tooShort, tooCommon, allDigits] },
    ),
    was: `${enumerated}, the username and the password`,
  },
  accepted('dup email, local part other case', { email: 'ALICE@example.com', username: 'alice3' }),
  {
    ...refused(
      'dup username, other case',
      { email: 'alice4@example.com', username: 'ALICE', password },
      { username: [usernameTaken] },
    ),
    was: '201, a second account',
  },
  {
    ...accepted(
      'dup email, domain other case (unique check before normalisation)',
      { email: 'alice@EXAMPLE.com', username: 'alice5' },
      { email: 'alice@example.com' },
    ),
    was: '500',
  },
]

/** What is told of a known address with `ENUMERATION_PROTECTION=False`: the old answers. */
const openly: readonly Row[] = [
  accepted('ok', taken),
  refused('dup email', { ...taken, username: 'alice2' }, { email: [emailTaken] }),
  refused('dup both', taken, { email: [emailTaken], username: [usernameTaken] }),
  refused(
    'dup both + weak',
    { ...taken, password: '123' },
    { email: [emailTaken], username: [usernameTaken], password: [tooShort, tooCommon, allDigits] },
  ),
  refused(
    'dup email, domain other case (unique check before normalisation)',
    { ...taken, email: 'alice@EXAMPLE.com', username: 'alice5' },
    { email: [emailTaken] },
  ),
]

function weak(name: string, given: string, faults: readonly string[]): Row {
  const body = { email: 'pw@example.com', username: 'pw173abc', password: given }
  return refused(`password ${name} (${given})`, body, { password: faults })
}

const passwords: readonly Row[] = [
  weak('short', 'Ab1!xyz', [tooShort]),
  weak('numeric', '83749261048', [allDigits]),
  weak('common', 'password', [tooCommon]),
  weak('common upper', 'PASSWORD', [tooCommon]),
  weak('common+numeric', '12345678', [tooCommon, allDigits]),
  weak('short+common+numeric', '123456', [tooShort, tooCommon, allDigits]),
  weak('short+common', 'qwerty', [tooShort, tooCommon]),
  accepted('password 8 chars ok (Zq8!vbnw)', {
    email: 'pw6830c7@example.com',
    username: 'pw62b783',
    password: 'Zq8!vbnw',
  }),
  {
    ...refused(
      'password = username',
      { email: 'sim@example.com', username: 'similarname', password: 'similarname' },
      { password: ['The password is too similar to the username.'] },
    ),
    was: '201',
  },
  {
    ...refused(
      'password = email',
      { email: 'similar2@example.com', username: 'sim2', password: 'similar2@example.com' },
      { password: ['The password is too similar to the email.'] },
    ),
    was: '201',
  },
  accepted('password trimmed', { email: 'trim@example.com', username: 'trim', password: `  ${password}  ` }),
]

function typed(name: string, type: string, raw: string | Buffer): Pick<Row, 'case' | 'send'> {
  return { case: name, send: { raw, headers: { 'content-type': type } } }
}

function unsupported(type: string): Pick<Row, 'status' | 'body'> {
  return { status: 415, body: { detail: `Unsupported media type "${type}" in request.` } }
}

function malformed(name: string, raw: string | Buffer, fault: string): Row {
  return { case: name, send: { raw }, status: 400, body: { detail: `JSON parse error - ${fault}` } }
}

function notDictionary(name: string, raw: string, kind: string): Row {
  const message = `Invalid data. Expected a dictionary, but got ${kind}.`
  return { case: name, send: { raw }, status: 400, body: { non_field_errors: [message] } }
}

const multipart = 'multipart/form-data; boundary=XBOUND'
const part = '--XBOUND\r\nContent-Disposition: form-data; name="email"\r\n\r\nmp@example.com\r\n--XBOUND--\r\n'

const bodies: readonly Row[] = [
  {
    case: 'form-encoded',
    send: { form: { email: 'form@example.com', username: 'form', password } },
    status: 201,
    body: created('form@example.com', 'form'),
  },
  { ...typed('multipart', multipart, part), ...unsupported(multipart), was: '201' },
  { ...typed('text/plain', 'text/plain', 'x=1'), ...unsupported('text/plain') },
  { case: 'no content type', send: { raw: '{}', bare: true }, ...unsupported('') },
  {
    ...typed('application/json; charset=latin1', 'application/json; charset=latin1', '{"email": "bad"}'),
    status: 400,
    body: { ...allMissing, email: [badEmail] },
  },
  {
    ...typed('application/vnd.api+json', 'application/vnd.api+json', '{"email": "bad"}'),
    ...unsupported('application/vnd.api+json'),
  },
  malformed(
    'json malformed trailing comma',
    '{"a":1,}',
    'Expecting property name enclosed in double quotes: line 1 column 8 (char 7)',
  ),
  { ...typed('json empty string body', 'application/json', ''), status: 400, body: allMissing },
  malformed('json NaN', '{"email":NaN}', "Out of range float values are not JSON compliant: 'NaN'"),
  malformed(
    'json bad utf8',
    Buffer.from('{"email":"\xff"}', 'latin1'),
    "'utf-8' codec can't decode byte 0xff in position 10: invalid start byte",
  ),
  notDictionary('json string', '"x"', 'str'),
  notDictionary('json number', '5', 'int'),
  { case: 'json null', send: { raw: 'null' }, status: 400, body: { non_field_errors: ['No data provided'] } },
  malformed('json two values', '{} {}', 'Extra data: line 1 column 4 (char 3)'),
  malformed(
    'json BOM',
    Buffer.from('\ufeff{}'),
    'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)',
  ),
  {
    ...malformed(
      'json dup keys',
      '{"email":"a@example.com","email":"bad","username":"dk","password":"x"}',
      'Duplicate key "email": line 1 column 26 (char 25)',
    ),
    was: '400, judged by the last of the two',
  },
  {
    case: 'bad bearer on public endpoint',
    send: { body: { ...address, ...carol }, headers: { authorization: 'Bearer garbage' } },
    status: 401,
    body: badToken,
  },
  {
    case: 'valid bearer',
    send: ({ access }) => ({ body: {}, headers: { authorization: `Bearer ${access}` } }),
    status: 400,
    body: allMissing,
  },
]

test('register', async (t) => {
  const server = await startServer(t)
  const { access } = await signUp(server)
  const rows = [...fields, ...addresses, ...doubles, ...passwords, ...bodies]
  await runRows(t, server, section, { rows, known: { access } })
  await t.test('differences', () => checkDifferences('Register', rows))
})

test('register without enumeration protection', async (t) => {
  const server = await startServer(t, { ENUMERATION_PROTECTION: 'False' })
  await runRows(t, server, section, { rows: openly, known: { access: '' } })
})

test('two registrations of one name, or of one address, at the same moment', async (t) => {
  const server = await startServer(t)
  const [ann, ben] = [somebody(), somebody()]
  const register = (body: Body) => server.client().post('/api/auth/register/', body)
  const named = await Promise.all([register(ann), register({ ...ben, username: ann.username })])
  assert.deepEqual(named.map(({ status }) => status).toSorted(), [201, 400])
  assert.deepEqual(named.find(({ status }) => status === 400)?.body.username, [usernameTaken])
  const addressed = await Promise.all([register(ben), register({ ...ben, username: 'another-name' })])
  for (const { status } of addressed) assert.ok(status === 201 || status === 400)
})
