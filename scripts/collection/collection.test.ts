import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { generate } from 'otplib'
import { mailedCode, startService } from '../../client/test/service.ts'
import { collectionOf } from './collection-of-document.ts'
import { flow } from './flow.ts'
import { runFolder } from './run-flow.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const person = { email: 'ana@example.com', username: 'ana', password: 'Corr3ct-horse!' }

test('docs/collection.json is what server/openapi.json says, every call of it', () => {
  const [document, collection] = [read('server/openapi.json'), read('docs/collection.json')]
  const isCurrent = JSON.stringify(collection) === JSON.stringify(collectionOf(document))
  assert.ok(isCurrent, 'docs/collection.json is stale: run `npm run collection`')
  const calls = Object.values(document.paths).flatMap((methods) => Object.keys(methods as object))
  const items = collection.item.slice(1).flatMap((folder: { item: object[] }) => folder.item)
  assert.equal(items.length, calls.length)
})

test('the flow of the collection goes through a real service', async (t) => {
  const service = await startService(t)
  const fillIn = async (item: string, variables: Map<string, string>) => {
    if (item === 'Verify the address') variables.set('verification_code', await mailedCode(service.mails, person.email))
    const secret = variables.get('totp_secret')
    if (item === 'Switch the authenticator app on' && secret) variables.set('totp_code', await generate({ secret }))
  }
  const given = { ...person, base_url: service.origin }
  const ran = await runFolder(read('docs/collection.json'), flow.name, fillIn, given)
  assert.equal(ran.length, flow.item.length)
  assert.deepEqual(
    ran.filter(({ failed }) => failed.length > 0),
    [],
  )
})

const curl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0

test('the examples of the README by curl', { skip: !curl && 'not run: there is no curl' }, async (t) => {
  const service = await startService(t)
  const env = { PATH: process.env.PATH, BASE_URL: service.origin }
  const run = async (name: string, ...args: string[]) => {
    const { stdout } = await promisify(execFile)(join(root, 'scripts/examples', name), args, { env })
    return JSON.parse(stdout)
  }
  const registered = await run('register.sh')
  assert.deepEqual([registered.email, registered.detail], ['user@example.com', 'Verification email sent'])
  assert.equal((await run('login.sh')).error, 'email_not_verified')
  await service.haveAccount()
  const { access, user } = await run('login.sh', person.email, person.password)
  assert.equal(user.email, person.email)
  assert.equal((await run('profile.sh', access)).username, person.username)
})
