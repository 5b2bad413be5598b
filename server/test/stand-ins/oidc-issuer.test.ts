import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { startGoogle } from './google.ts'
import type { Issuer } from './oidc-issuer.ts'
import { startIssuer } from './oidc-issuer.ts'
import { signInAt } from './sign-in-at.ts'

const callback = 'http://localhost:8000/callback'
const ada = { email: 'ada@example.com', email_verified: true, name: 'Ada' }

async function start(t: TestContext, claimsInIdToken = true): Promise<Issuer> {
  const issuer = await startIssuer(t, { redirectUris: [callback], claimsInIdToken })
  issuer.accounts.set('1', ada)
  return issuer
}

function beginFlow(issuer: Issuer, more: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const query = { client_id: issuer.client.id, redirect_uri: callback, response_type: 'code', scope: 'openid email' }
  const proof = { state: 's', nonce: 'n', code_challenge: challenge, code_challenge_method: 'S256' }
  return { verifier, url: `${issuer.url}/auth?${new URLSearchParams({ ...query, ...proof, ...more })}` }
}

async function redeem(issuer: Issuer, code: string | null, verifier: string) {
  const { id, secret } = issuer.client
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: String(code),
      code_verifier: verifier,
      redirect_uri: callback,
    }),
  })
  return { status: answer.status, body: await readJson(answer) }
}

async function readJson(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>
}

const idTokenIn = ({ body }: { body: Record<string, unknown> }) => String(body.id_token)

async function signIn(issuer: Issuer) {
  const { verifier, url } = beginFlow(issuer)
  const back = await signInAt(url, '1')
  return { back, ...(await redeem(issuer, back.searchParams.get('code'), verifier)) }
}

test('a person signs in and the app gets a token that the key set verifies', async (t) => {
  const issuer = await start(t)
  const answer = await signIn(issuer)
  const { back, status } = answer
  assert.equal(status, 200)
  assert.equal(`${back.origin}${back.pathname}`, callback)
  assert.equal(back.searchParams.get('state'), 's')
  assert.equal(back.searchParams.get('iss'), issuer.url)
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
  const { payload } = await jwtVerify(idTokenIn(answer), keys, { issuer: issuer.url, audience: issuer.client.id })
  assert.deepEqual([payload.sub, payload.nonce, payload.email, payload.email_verified], ['1', 'n', ada.email, true])
})

test('claims of any type come as the test sets them', async (t) => {
  const issuer = await start(t)
  issuer.accounts.set('1', { email: ada.email, email_verified: 'false' })
  assert.equal(decodeJwt(idTokenIn(await signIn(issuer))).email_verified, 'false')
})

test('claims at the userinfo endpoint only', async (t) => {
  const issuer = await start(t, false)
  const { body } = await signIn(issuer)
  assert.equal('email' in decodeJwt(String(body.id_token)), false)
  const told = await fetch(`${issuer.url}/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } })
  assert.deepEqual(await readJson(told), { sub: '1', email: ada.email, email_verified: true })
})

test('who says no is sent back with an error', async (t) => {
  const back = await signInAt(beginFlow(await start(t)).url, 'deny')
  assert.equal(back.searchParams.get('error'), 'access_denied')
})

test('a code without PKCE is not given, one with another verifier not redeemed', async (t) => {
  const issuer = await start(t)
  const bare = await signInAt(beginFlow(issuer, { code_challenge: '', code_challenge_method: '' }).url, '1')
  assert.equal(bare.searchParams.get('error'), 'invalid_request')
  const back = await signInAt(beginFlow(issuer).url, '1')
  const { body } = await redeem(issuer, back.searchParams.get('code'), 'x'.repeat(43))
  assert.equal(body.error, 'invalid_grant')
})

test('a code stays good while the key changes, and its token is signed by the new one', async (t) => {
  const issuer = await start(t)
  const { verifier, url } = beginFlow(issuer)
  const back = await signInAt(url, '1')
  const { kid } = issuer.inside().key
  await issuer.rotateKeys()
  const { body } = await redeem(issuer, back.searchParams.get('code'), verifier)
  const after = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
  const { protectedHeader } = await jwtVerify(String(body.id_token), after)
  assert.notEqual(protectedHeader.kid, kid)
})

test('it misbehaves as it is told', async (t) => {
  const issuer = await start(t)
  issuer.changeCallback = (back) => back.searchParams.set('iss', 'https://other.example')
  issuer.forgery = { signature: 'foreign', change: (claims) => void delete claims.exp }
  issuer.rewrites.set('/token', (body) => {
    body.scope = 'changed'
  })
  const { back, body } = await signIn(issuer)
  assert.equal(back.searchParams.get('iss'), 'https://other.example')
  assert.equal(body.scope, 'changed')
  assert.equal(decodeJwt(String(body.id_token)).exp, undefined)
  await assert.rejects(jwtVerify(String(body.id_token), createRemoteJWKSet(new URL(`${issuer.url}/jwks`))), /signature/)
  issuer.faults.set('/jwks', 'html').set('/userinfo', 'down').set('/token', 'error')
  assert.match(await (await fetch(`${issuer.url}/jwks`)).text(), /<h1>/)
  await assert.rejects(fetch(`${issuer.url}/userinfo`))
  assert.equal((await fetch(`${issuer.url}/token`, { method: 'POST' })).status, 500)
})

test('every forged signature but the right one is refused', async (t) => {
  const issuer = await start(t)
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
  for (const signature of ['foreign', 'broken', 'none', 'hmac'] as const)
    await assert.rejects(jwtVerify(await issuer.idTokenOf('1', issuer.client, { signature }), keys), signature)
  const { payload } = await jwtVerify(await issuer.idTokenOf('1', issuer.otherClient), keys)
  assert.equal(payload.aud, issuer.otherClient.id)
})

test('Google tells of tokens in texts', async (t) => {
  const google = await startGoogle(t, [callback])
  google.accounts.set('1', ada)
  const ask = async (query: Record<string, string>, method = 'GET') => {
    const body = new URLSearchParams(query)
    const url = `${google.url}/tokeninfo`
    const answer = await (method === 'GET' ? fetch(`${url}?${body}`) : fetch(url, { method, body }))
    return { status: answer.status, body: await readJson(answer) }
  }
  const token = await google.accessTokenOf('1', google.otherClient)
  for (const method of ['GET', 'POST']) {
    const { body } = await ask({ access_token: token }, method)
    assert.deepEqual([body.aud, body.sub, body.email_verified], [google.otherClient.id, '1', 'true'])
    assert.equal(typeof body.exp, 'string')
  }
  const userinfo = await fetch(`${google.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal((await readJson(userinfo)).email_verified, true)
  const told = await ask({ id_token: await google.idTokenOf('1', google.client) })
  assert.deepEqual([told.body.aud, told.body.email_verified], [google.client.id, 'true'])
  assert.equal((await ask({ access_token: 'x' })).status, 400)
  assert.equal((await ask({ id_token: 'a.b.c' })).status, 400)
})
