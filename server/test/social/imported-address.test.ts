import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeCli, makeFolder } from '../cli/run-cli.ts'
import { djangoHash } from '../old-people.ts'
import { countAudit } from '../records.ts'
import { storesOf } from '../same-stores.ts'
import { codeOf } from '../second-factor.ts'
import { openBrowser, startSocial } from '../social-browser.ts'

const api = '/api/auth'
const password = 'Corr3ct-horse!'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

test('an address that another service called proved is its owner’s once a provider proves it, and nobody else’s', async (t) => {
  const plain = { id: randomUUID(), email: 'plain@new.example' }
  const strong = { id: randomUUID(), email: 'strong@new.example', totp_secret: secret }
  const people = Object.fromEntries(
    [plain, strong].map(({ email }) => [email.split('@')[0] ?? '', { email, email_verified: true }]),
  )
  const { server } = await startSocial(t, people)
  const file = join(makeFolder(t), 'people.jsonl')
  const common = { is_email_verified: true, password_hash: djangoHash(password) }
  writeFileSync(file, [plain, strong].map((one) => JSON.stringify({ ...one, ...common })).join('\n'))
  const cli = await makeCli(storesOf(server))(['users', 'import', file])
  assert.equal(cli.code, 0, cli.stderr)

  const login = (email: string) => server.client().post(`${api}/login/`, { email, password })
  const stranger = await login(plain.email)
  assert.equal(stranger.status, 200)
  const owner = await openBrowser(server).signIn('acme', 'plain')
  assert.deepEqual([owner.status, owner.body.user.id], [200, plain.id])
  assert.equal((await login(plain.email)).status, 401, 'the password of before opens nothing')
  const refreshed = await server.client().post(`${api}/refresh/`, { refresh: stranger.body.refresh })
  assert.equal(refreshed.status, 401, 'nor does a session of before')
  assert.equal(await countAudit(server.app, plain.id, 'account.cleared'), 1)

  const asked = await openBrowser(server).signIn('acme', 'strong')
  assert.deepEqual([asked.status, asked.body.methods], [403, ['totp']], 'a second factor that came along stays')
  const code = { mfa_token: asked.body.mfa_token, method: 'totp', code: codeOf(server, secret) }
  assert.equal((await server.client().post(`${api}/login/mfa/`, code)).status, 200)
  const again = await openBrowser(server).signIn('acme', 'plain')
  assert.equal(again.status, 200)
  assert.equal(await countAudit(server.app, plain.id, 'account.cleared'), 1, 'once')
})
