import { sign } from '../ceremony.ts'
import { mailTo } from '../mailbox.ts'
import { addKey, optionsOf, passkeySignIn, proveKey, sendPasskey } from '../passkey.ts'
import { haveAccount, type Person, provedIn, signIn } from '../person.ts'
import type { Service } from '../service.ts'
import { expect, test } from '../stage.ts'
import type { Visitor } from '../visitor.ts'

const refusal = { status: 401, body: { error: 'bad_credentials' } }

/** Signs in with the password, adds a passkey, and signs out. */
async function havePasskey(visitor: Visitor, service: Service) {
  const person: Person = await haveAccount(service)
  await visitor.openScripted()
  const passkey = await visitor.plugIn('passkey')
  const { body } = await signIn(visitor, person)
  const added = await addKey(visitor, 'Laptop')
  expect(added).toMatchObject({ status: 201, body: { transports: ['internal'], is_user_verified: true } })
  expect(await visitor.post('logout/', { refresh: body.refresh })).toMatchObject({ status: 205 })
  visitor.access = ''
  return { person, passkey }
}

test('a passkey is added after a sign-in, and signs in alone from then on', async ({ enter, service }) => {
  const ana = await enter()
  const { person, passkey } = await havePasskey(ana, service)
  expect(await passkey.count()).toBe(1)
  await mailTo(service, person.email, /second factor was added/)
  expect(await ana.get('profile/')).toMatchObject({ status: 401 })

  expect(await passkeySignIn(ana)).toMatchObject({ status: 200, body: { user: { email: person.email } } })
  expect(provedIn(ana)).toMatchObject({ amr: ['pop', 'user', 'mfa'], acr: 'aal2' })
  expect(await ana.get('profile/')).toMatchObject({ status: 200, body: { email: person.email } })
  const { body } = await ana.get('mfa/webauthn/')
  expect(body.passkeys).toMatchObject([{ name: 'Laptop', last_used_at: expect.any(String) }])
})

test('a sign-in page offers the passkey in its name field', async ({ enter, service }) => {
  const ana = await enter()
  const { person } = await havePasskey(ana, service)
  expect(await ana.page.evaluate(() => PublicKeyCredential.isConditionalMediationAvailable())).toBe(true)
  const chosen = await sign(ana.page, await optionsOf(ana, 'login/passkey'), 'conditional')
  expect(await sendPasskey(ana, chosen)).toMatchObject({ status: 200, body: { user: { email: person.email } } })
})

test('attack 53: who is not recognised does not sign in by passkey alone', async ({ enter, service }) => {
  const thief = await enter()
  const { person, passkey } = await havePasskey(thief, service)
  await passkey.recognise(false)
  await expect(passkeySignIn(thief)).rejects.toThrow('NotAllowedError')
  // A page that does not ask the browser for it gets an answer, and gets no further.
  const careless = { userVerification: 'discouraged' }
  expect(await passkeySignIn(thief, careless)).toMatchObject(refusal)
  // Beside the password it is enough to have the thing.
  expect(await proveKey(thief, await signIn(thief, person), careless)).toMatchObject({ status: 200 })
  expect(provedIn(thief)).toMatchObject({ amr: ['pwd', 'pop', 'mfa'], acr: 'aal2' })
})

for (const fault of ['isBogusSignature', 'isBadUP', 'isBadUV'] as const) {
  test(`attack 53: an authenticator that answers with ${fault} does not sign in`, async ({ enter, service }) => {
    const ana = await enter()
    const { person, passkey } = await havePasskey(ana, service)
    await passkey.fail(fault)
    expect(await passkeySignIn(ana)).toMatchObject(refusal)
    const asked = await signIn(ana, person)
    const proved = await proveKey(ana, asked)
    // A second factor has to be there and to sign; who holds it was proved by the password.
    if (fault === 'isBadUV') expect(proved).toMatchObject({ status: 200 })
    else expect(proved).toMatchObject({ status: 400, body: { credential: ['Invalid credential.'] } })
  })
}

test('who opens the service by its address is led to where passkeys work', async ({ enter, service }) => {
  const ana = await enter()
  await ana.open(`${service.address}/verify-email?token=abc`)
  expect(ana.page.url()).toBe(`${service.origin}/verify-email?token=abc`)
})

test('attack 53: a page elsewhere cannot use the passkey', async ({ enter, service, otherSite, watch }) => {
  const ana = await enter()
  await havePasskey(ana, service)
  // What an attacker's server can do for its page: ask for options itself, and pass on what the page got.
  const api = `${service.origin}/api/auth/login/passkey/`
  const ask = async () => (await fetch(`${api}options/`, { method: 'POST' })).json()
  const { localhost, address, subdomain } = otherSite.origins
  for (const origin of [address, subdomain]) {
    await ana.open(origin)
    await expect(sign(ana.page, await ask()), origin).rejects.toThrow('SecurityError')
    const { rpId: _, ...own } = await ask()
    await expect(sign(ana.page, own), origin).rejects.toThrow(/SecurityError|NotAllowedError/)
  }
  // Another port of our host: browsers count it to the same relying party, so that it is for the service to refuse.
  await ana.open(localhost)
  const credential = await sign(ana.page, await ask())
  const headers = { 'content-type': 'application/json' }
  const passedOn = await fetch(api, { method: 'POST', headers, body: JSON.stringify({ credential }) })
  expect(passedOn.status).toBe(401)
  expect(watch.complaints()).toEqual([])

  await ana.openScripted()
  expect(await passkeySignIn(ana)).toMatchObject({ status: 200 })
})
