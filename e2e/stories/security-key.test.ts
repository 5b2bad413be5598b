import { mailTo } from '../mailbox.ts'
import { addKey, optionsOf, proveKey, reauthenticate } from '../passkey.ts'
import { haveAccount, provedIn, signIn } from '../person.ts'
import { expect, test } from '../stage.ts'

for (const kind of ['security key', 'old security key'] as const) {
  test(`${kind}: added, asked for at the next sign-in, and proved`, async ({ enter, service }) => {
    const person = await haveAccount(service)
    const ana = await enter()
    await ana.openScripted()
    await ana.plugIn(kind)
    await signIn(ana, person)
    const added = await addKey(ana)
    expect(added).toMatchObject({ status: 201, body: { transports: ['usb'], is_user_verified: false } })
    await mailTo(service, person.email, /second factor was added/)

    ana.access = ''
    const asked = await signIn(ana, person)
    expect(await ana.get('profile/')).toMatchObject({ status: 401 })
    expect(await proveKey(ana, asked)).toMatchObject({ status: 200, body: { user: { mfa_enabled: false } } })
    expect(provedIn(ana)).toMatchObject({ amr: ['pwd', 'pop', 'mfa'], acr: 'aal2' })
    const again = await ana.post('login/mfa/options/', { mfa_token: asked.body.mfa_token })
    expect(again).toMatchObject({ status: 401, body: { error: 'token_not_valid' } })
  })
}

test('a sensitive call asks for the key, and goes through when it was touched', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  await ana.plugIn('security key')
  await signIn(ana, person)
  const before = ana.access
  await signIn(ana, person)
  expect(await addKey(ana)).toMatchObject({ status: 201 })

  ana.access = before
  const refused = { status: 403, body: { error: 'reauthentication_required' } }
  expect(await ana.post('mfa/backup-codes/')).toMatchObject(refused)
  const byPassword = await ana.post('reauthenticate/', { password: person.password })
  expect(byPassword).toMatchObject({ status: 200 })
  ana.access = String(byPassword.body.access)
  expect(await ana.post('mfa/backup-codes/')).toMatchObject(refused)
  expect(await reauthenticate(ana)).toMatchObject({ status: 200 })
  expect(provedIn(ana)).toMatchObject({ acr: 'aal2' })
  expect(await ana.post('mfa/backup-codes/')).toMatchObject({ status: 200 })
})

test('two keys on one account: neither is added twice, and each signs in', async ({ enter, service }) => {
  const person = await haveAccount(service)
  const ana = await enter()
  await ana.openScripted()
  const blue = await ana.plugIn('security key')
  await signIn(ana, person)
  expect(await addKey(ana, 'Blue key')).toMatchObject({ status: 201 })
  await expect(addKey(ana, 'Blue key again')).rejects.toThrow('InvalidStateError')
  expect(await blue.count()).toBe(1)

  await blue.rest(true)
  const red = await ana.plugIn('security key')
  expect(await addKey(ana, 'Red key')).toMatchObject({ status: 201 })
  const { body } = await ana.get('mfa/webauthn/')
  expect(body.passkeys).toMatchObject([{ name: 'Blue key' }, { name: 'Red key' }])
  expect((await optionsOf(ana, 'mfa/webauthn/register')).excludeCredentials).toHaveLength(2)

  expect(await proveKey(ana, await signIn(ana, person))).toMatchObject({ status: 200 })
  await red.unplug()
  await blue.rest(false)
  expect(await proveKey(ana, await signIn(ana, person))).toMatchObject({ status: 200 })
})

test('a key that belongs to somebody else is not taken', async ({ enter, service }) => {
  const [ana, ben] = [await enter(), await enter()]
  const [anas, bens] = [await haveAccount(service, 'ana'), await haveAccount(service, 'ben')]
  for (const [visitor, person] of [
    [ana, anas],
    [ben, bens],
  ] as const) {
    await visitor.openScripted()
    await visitor.plugIn('security key')
    await signIn(visitor, person)
    expect(await addKey(visitor)).toMatchObject({ status: 201 })
  }
  // Ben knows Ana's password, and has a key of his own: his browser does not find hers.
  await expect(proveKey(ben, await signIn(ben, anas))).rejects.toThrow('NotAllowedError')
})
