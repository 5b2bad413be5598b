import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { onAnotherDevice, signUp } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { keyFactor, optionsOf, register, sendFactor, sendMade, signUpWithKey } from '../passkey.ts'
import { firstFactor, signUpWithTotp } from '../second-factor.ts'
import { type Manner, makeAuthenticator } from '../software-authenticator.ts'

const keys = '/api/auth/mfa/webauthn/'
const unknownId = '00000000-0000-4000-8000-000000000000'

async function eventsOf(server: TestServer, accountId: string): Promise<string[]> {
  const rows = await server.app.db
    .selectFrom('audit_event')
    .select('name')
    .where('account_id', '=', accountId)
    .execute()
  return rows.map(({ name }) => name)
}

test('a security key: added, told by mail, listed, asked at sign-in, proved, told in the token', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const key = makeAuthenticator()
  const options = await optionsOf(ana.client(), 'mfa/webauthn/register')
  assert.deepEqual(options.rp, { id: 'localhost', name: 'Kalosphere' })
  assert.equal(options.attestation, 'none')
  assert.deepEqual(
    [options.authenticatorSelection.residentKey, options.authenticatorSelection.userVerification],
    ['preferred', 'preferred'],
  )
  const added = await sendMade(ana, key.make(options))
  assert.equal(added.status, 201, added.text)
  assert.match((await server.mailbox.last(ana.email)).subject, /second factor was added/)
  const listed = (await ana.client().get(keys)).body.passkeys
  assert.deepEqual(listed, [added.body])
  const { id, created_at: createdAt, ...said } = added.body
  assert.deepEqual(said, {
    name: 'Blue key',
    aaguid: '00000000-0000-0000-0000-000000000000',
    model: '',
    transports: ['nfc', 'usb'],
    is_backed_up: false,
    is_multi_device: false,
    is_user_verified: true,
    last_used_at: null,
  })
  const { factors } = (await ana.client().get('/api/auth/mfa/')).body
  assert.deepEqual(factors, [{ kind: 'webauthn', target: 'Blue key', confirmed_at: createdAt }])

  const phone = onAnotherDevice(server, ana)
  const asked = await phone.login()
  assert.deepEqual([asked.status, asked.body.methods], [403, ['webauthn']])
  const answer = await keyFactor(server.client(), asked.body.mfa_token, key, { verifiesUser: false })
  assert.equal(answer.status, 200, answer.text)
  const { amr, acr } = decodeJwt(answer.body.access)
  assert.deepEqual([amr, acr], [['pwd', 'pop', 'mfa'], 'aal2'])
  const [used] = (await ana.client().get(keys)).body.passkeys
  assert.deepEqual([used.id, used.last_used_at === null], [id, false])
  const again = await server.client().post('/api/auth/login/mfa/options/', { mfa_token: asked.body.mfa_token })
  assert.equal(again.status, 401, 'the ticket worked once')
})

const wrongMakes: readonly [about: string, manner: Manner][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['another relying party', { rpId: 'evil.example' }],
  ['a signature instead of a new key', { type: 'webauthn.get' }],
  ['a frame of another site', { crossOrigin: true }],
]

for (const [about, manner] of wrongMakes) {
  test(`attack 53: a new key is refused with ${about}, and its challenge is gone`, async (t) => {
    const server = await startServer(t)
    const ana = await signUp(server)
    const key = makeAuthenticator()
    const options = await optionsOf(ana.client(), 'mfa/webauthn/register')
    const refused = await sendMade(ana, key.make(options, manner))
    assert.deepEqual([refused.status, refused.body.credential], [400, ['Invalid credential.']])
    assert.equal((await sendMade(ana, key.make(options))).status, 400, 'the challenge was used up')
    assert.equal((await register(ana, key)).status, 201)
  })
}

const wrongProofs: readonly [about: string, manner: Manner][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['another relying party', { rpId: 'evil.example' }],
  ['a registration instead of a signature', { type: 'webauthn.create' }],
  ['the name of another account', { userHandle: Buffer.from(unknownId).toString('base64url') }],
  ['another kind of key', { isMultiDevice: true }],
]

for (const [about, manner] of wrongProofs) {
  test(`attack 53: the second factor is refused with ${about}`, async (t) => {
    const server = await startServer(t)
    const { actor, key } = await signUpWithKey(server)
    const ticket = await firstFactor(actor)
    const refused = await keyFactor(server.client(), ticket, key, manner)
    assert.deepEqual([refused.status, refused.body.credential], [400, ['Invalid credential.']])
    assert.equal((await keyFactor(server.client(), ticket, key)).status, 200)
  })
}

test('attack 53: a key of an algorithm that was not offered, and one with certificates, are refused', async (t) => {
  const server = await startServer(t)
  const ana = await signUp(server)
  const reached = () => server.log.filter((line) => line.includes('a new credential was refused')).length
  const swap = async (from: string, to: string): Promise<number> => {
    const made = makeAuthenticator().make(await optionsOf(ana.client(), 'mfa/webauthn/register'))
    const object = Buffer.from(String(made.response.attestationObject), 'base64url').toString('hex')
    assert.ok(object.includes(from))
    made.response.attestationObject = Buffer.from(object.replace(from, to), 'hex').toString('base64url')
    return (await sendMade(ana, made)).status
  }
  // The key says -9 instead of -7 (ES256); then `none` becomes `tpm`, which brings certificates and is not even looked at.
  assert.equal(await swap('a50102032620', 'a50102032820'), 400)
  assert.equal(reached(), 1)
  assert.equal(await swap('63666d74646e6f6e65', '63666d746374706d'), 400)
  assert.equal(reached(), 1)
})

test('attack 54: a challenge works once, for its purpose, for its session or ticket, and five minutes', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const { actor: ben, key: bens } = await signUpWithKey(server, { name: 'ben' })
  const forAna = await optionsOf(ana.client(), 'mfa/webauthn/register')
  assert.equal((await sendMade(ben, makeAuthenticator().make(forAna))).status, 400, 'of another session')
  const toAdd = { ...(await optionsOf(ben.client(), 'mfa/webauthn/register')), rpId: 'localhost' }
  const again = { method: 'webauthn', credential: bens.sign(toAdd) }
  assert.equal((await ben.client().post('/api/auth/reauthenticate/', again)).status, 400, 'to add a key')
  const toProve = await optionsOf(ben.client(), 'reauthenticate')
  const made = makeAuthenticator().make({ ...toProve, rp: { id: 'localhost' }, user: { id: 'x' } })
  assert.equal((await sendMade(ben, made)).status, 400, 'to prove a key')
  const ticket = await firstFactor(ana)
  const other = await firstFactor(ana)
  const forOther = await optionsOf(server.client(), 'login/mfa', { mfa_token: other })
  assert.equal((await sendFactor(server.client(), ticket, key.sign(forOther))).status, 400, 'of another ticket')
  const forSession = await optionsOf(ana.client(), 'reauthenticate')
  assert.equal((await sendFactor(server.client(), ticket, key.sign(forSession))).status, 400, 'of a session')
  const forAnybody = await optionsOf(server.client(), 'login/passkey')
  assert.equal((await sendFactor(server.client(), ticket, key.sign(forAnybody))).status, 400, 'of a sign-in')
  const invented = { challenge: Buffer.alloc(32, 1).toString('base64url'), rpId: 'localhost' }
  assert.equal((await sendFactor(server.client(), ticket, key.sign(invented))).status, 400, 'of nobody')

  const old = await optionsOf(server.client(), 'login/mfa', { mfa_token: ticket })
  server.clock.advance({ minutes: 6 })
  assert.equal((await sendFactor(server.client(), ticket, key.sign(old))).status, 400, 'an old one')
  server.clock.advance({ minutes: 31 })
  const next = await firstFactor(ana)
  const credential = key.sign(await optionsOf(server.client(), 'login/mfa', { mfa_token: next }))
  assert.equal((await sendFactor(server.client(), next, credential)).status, 200)
  assert.equal((await sendFactor(server.client(), await firstFactor(ana), credential)).status, 400, 'a second time')
})

test('attack 54: 20 parallel uses of one signature open one session', async (t) => {
  const server = await startServer(t)
  // A passkey that does not count, so that the challenge alone must stop the rest.
  const { actor: ana, key } = await signUpWithKey(server, { signCount: 0 })
  const ticket = await firstFactor(ana)
  const credential = key.sign(await optionsOf(server.client(), 'login/mfa', { mfa_token: ticket }))
  const answers = await Promise.all(Array.from({ length: 20 }, () => sendFactor(server.client(), ticket, credential)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('a counter that does not rise is refused and recorded; guesses are counted', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const ticket = await firstFactor(ana)
  assert.equal((await keyFactor(server.client(), ticket, key, { signCount: 7 })).status, 200)
  const next = await firstFactor(ana)
  for (const signCount of [7, 3, 0]) {
    assert.equal((await keyFactor(server.client(), next, key, { signCount })).status, 400, String(signCount))
  }
  const events = await eventsOf(server, ana.id)
  assert.equal(events.filter((name) => name === 'passkey.sign_count_fell').length, 3)
  for (const signCount of [6, 5]) await keyFactor(server.client(), next, key, { signCount })
  assert.equal((await keyFactor(server.client(), next, key, { signCount: 9 })).status, 429)
})

test('the key of somebody else proves nothing, and cannot be added twice', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key } = await signUpWithKey(server)
  const { actor: ben, key: bens } = await signUpWithKey(server, { name: 'ben' })
  const ticket = await firstFactor(ana)
  assert.equal((await keyFactor(server.client(), ticket, bens, { userHandle: null })).status, 400)
  assert.equal((await keyFactor(server.client(), ticket, key, { userHandle: null })).status, 200)
  const twice = await register(ben, key)
  assert.deepEqual([twice.status, twice.body.credential], [400, ['This credential is registered already.']])
})

test('several keys: named, renamed, removed; what is not one’s own is not there', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key, keyId } = await signUpWithKey(server)
  const ben = await signUp(server, 'ben')
  const options = await optionsOf(ana.client(), 'mfa/webauthn/register')
  assert.deepEqual(options.excludeCredentials, [{ id: key.id, type: 'public-key', transports: ['nfc', 'usb'] }])
  const second = await sendMade(ana, makeAuthenticator({ verifiesUser: false }).make(options), 'Red key')
  assert.deepEqual([second.status, second.body.is_user_verified], [201, false])

  const names = async () => (await ana.client().get(keys)).body.passkeys.map(({ name }: { name: string }) => name)
  const rename = (actor: typeof ben, id: string) =>
    actor.client().send('PATCH', `${keys}${id}/`, { body: { name: 'Old key' } })
  const remove = (actor: typeof ben, id: string) => actor.client().send('DELETE', `${keys}${id}/`)
  for (const id of [keyId, unknownId, 'nothing', 'a%20b']) {
    const answers = [await rename(ben, id), await remove(ben, id)]
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.error]),
      Array(2).fill([404, 'not_found']),
      id,
    )
  }
  assert.equal((await rename(ana, keyId)).status, 200)
  assert.deepEqual(await names(), ['Old key', 'Red key'])
  await server.settle()
  assert.equal((await remove(ana, keyId)).status, 200)
  assert.deepEqual(await names(), ['Red key'])
  assert.equal((await ana.login()).status, 403, 'the other key is still asked for')
  assert.equal((await remove(ana, second.body.id)).status, 200)
  assert.match((await server.mailbox.last(ana.email)).subject, /second factor was removed/)
  assert.equal((await ana.login()).status, 200, 'the last key is gone')
  const events = await eventsOf(server, ana.id)
  assert.equal(events.filter((name) => name === 'factor.removed').length, 2)
})

test('keys say what they are, in words where the model is known', async (t) => {
  const server = await startServer(t)
  const { actor: ana } = await signUpWithKey(server, { aaguid: 'd548826e-79b4-db40-a3d8-11116f7e8349' })
  for (const aaguid of ['2fc0579f-8113-47ea-b116-bb5a8db9202a', '12345678-1234-1234-1234-123456789abc']) {
    assert.equal((await register(ana, makeAuthenticator({ aaguid }))).status, 201)
  }
  const models = (await ana.client().get(keys)).body.passkeys.map(({ model }: { model: string }) => model)
  assert.deepEqual(models, ['Bitwarden', 'YubiKey 5 Series with NFC', ''])
})

test('sensitive calls ask for the key again, and a password does not do', async (t) => {
  const server = await startServer(t)
  const { actor: ana, key, keyId } = await signUpWithKey(server)
  server.clock.advance({ minutes: 16 })
  await ana.renew()
  const remove = () => ana.client().send('DELETE', `${keys}${keyId}/`)
  const add = () => ana.client().post(`${keys}register/options/`)
  for (const act of [remove, add]) assert.equal((await act()).body.error, 'reauthentication_required')
  const again = '/api/auth/reauthenticate/'
  const byPassword = await ana.client().post(again, { password: ana.password })
  assert.equal(byPassword.status, 200)
  ana.access = byPassword.body.access
  for (const act of [remove, add]) assert.equal((await act()).body.error, 'reauthentication_required')
  const wrong = key.sign(await optionsOf(ana.client(), 'reauthenticate'), { origin: 'https://evil.example' })
  assert.equal((await ana.client().post(again, { method: 'webauthn', credential: wrong })).status, 400)
  const right = key.sign(await optionsOf(ana.client(), 'reauthenticate'))
  const proved = await ana.client().post(again, { method: 'webauthn', credential: right })
  assert.equal(proved.status, 200, proved.text)
  assert.deepEqual(decodeJwt(proved.body.access).amr, ['pwd', 'pop', 'mfa'])
  ana.access = proved.body.access
  assert.equal((await add()).status, 200)
  assert.equal((await remove()).status, 200)
})

test('a key is asked for before an authenticator app, and each opens', async (t) => {
  const server = await startServer(t)
  const ana = await signUpWithTotp(server)
  const key = makeAuthenticator()
  assert.equal((await register(ana, key)).status, 201)
  const asked = await ana.login()
  assert.deepEqual(asked.body.methods, ['webauthn', 'totp', 'backup_code'])
  assert.equal((await keyFactor(server.client(), asked.body.mfa_token, key)).status, 200)
  const incomplete: readonly [body: object, field: string][] = [
    [{ method: 'webauthn', code: '123456' }, 'credential'],
    [{ method: 'totp', credential: {} }, 'code'],
    [{ method: 'totp' }, 'code'],
    [{ method: 'webauthn', credential: 'text' }, 'credential'],
    [{ method: 'webauthn', credential: { id: 'x'.repeat(17_000) } }, 'credential'],
  ]
  for (const [body, field] of incomplete) {
    const ticket = await firstFactor(ana)
    const answer = await server.client().post('/api/auth/login/mfa/', { mfa_token: ticket, ...body })
    assert.deepEqual(
      [answer.status, Object.keys(answer.body)],
      [400, [field, 'error']],
      JSON.stringify(body).slice(0, 80),
    )
  }
})

test('a service on an IP address says that it cannot have keys', async (t) => {
  const server = await startServer(t, { PUBLIC_URL: 'http://127.0.0.1:8000' })
  const ana = await signUp(server)
  for (const answer of [
    await ana.client().post(`${keys}register/options/`),
    await server.client().post('/api/auth/login/passkey/options/'),
  ]) {
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_input'])
    assert.match(answer.body.detail, /need a host name/)
  }
})
