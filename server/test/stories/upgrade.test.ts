import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import * as core from '../../migrations/0001-core.ts'
import * as secondFactors from '../../migrations/0002-second-factors.ts'
import * as passkeys from '../../migrations/0003-passkeys.ts'
import { forgetPerson } from '../../src/audit/forget-person.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { type Db, isPostgres, openDb } from '../../src/platform/db/db.ts'
import { atEnd } from '../at-end.ts'
import { chainsOf, faultsOf, sealAll } from '../audit-log.ts'
import { startServer } from '../harness.ts'
import { makeEmptyPlace } from '../place.ts'

const first = { '0001-core': core, '0002-second-factors': secondFactors, '0003-passkeys': passkeys }
const day = 86_400_000
/** Memory in KiB and passes, as the tests' service hashes. */
const cheap = { memoryCost: 64, timeCost: 1 }

/** Brings an empty database to where the first versions had it. */
async function migrateToFirst(db: Db): Promise<void> {
  const engine = isPostgres(db) ? 'postgres' : 'sqlite'
  const migrations = Object.entries(first).map(([name, { up }]) => {
    return [name, { up: (tx: Kysely<unknown>) => up(tx, engine) }] as const
  })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(migrations) } })
  const { error } = await migrator.migrateToLatest()
  assert.equal(error, undefined)
}

type Person = { id: string; email: string; username: string; password: string; session: string }

/** A person as the first versions kept one: only the columns there were. */
async function insertPerson(db: Db, signedInAt: Date): Promise<Person> {
  const id = randomUUID()
  const person = { id, email: 'ana@example.com', username: 'ana', password: 'Corr3ct-horse!', session: randomUUID() }
  const since = new Date(signedInAt.getTime() - 30 * day)
  const insert = (table: string, row: object) =>
    db
      .insertInto(table as 'account')
      .values(row as never)
      .execute()
  const names = { email: person.email, email_key: person.email, username: 'ana', username_key: 'ana' }
  const profile = { display_name: 'Ana', locale: 'en', timezone: 'UTC', avatar_url: '', roles: [] }
  const flags = { is_active: true, mfa_enabled: false, email_mfa_enabled: false, is_phone_verified: false }
  const dates = { email_verified_at: since, created_at: since, updated_at: since }
  await insert('account', { id, ...names, ...profile, ...flags, ...dates, has_passkey: false })
  await insert('password', { account_id: id, hash: await hash(person.password, cheap), changed_at: since })
  const client = {
    ip: '203.0.113.7',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  }
  await insert('session', {
    ...{ id: person.session, account_id: id, device_id: null, generation: 0, amr: ['pwd'], acr: 'aal1', ...client },
    ...{ auth_time: signedInAt, created_at: signedInAt, last_seen_at: signedInAt },
    expires_at: new Date(signedInAt.getTime() + 7 * day),
  })
  const event = { account_id: id, session_id: null, ...client, request_id: 'r-1' }
  const registered = { name: 'account.registered', facts: { username: 'ana' } }
  await insert('audit_event', { id: randomUUID(), at: since, ...event, ...registered })
  for (let i = 0; i < 20; i++) {
    const at = new Date(since.getTime() + i * day)
    await insert('audit_event', { id: randomUUID(), at, ...event, name: 'password.changed', facts: {} })
  }
  return person
}

/** A database as the first versions left it, with somebody in it. */
async function makeFirstVersion(t: TestContext, signedInAt: Date) {
  const place = await makeEmptyPlace()
  atEnd(t, place.remove)
  const db = openDb(loadConfig(place.settings).config.database, () => undefined)
  try {
    await migrateToFirst(db)
    return { settings: place.settings, person: await insertPerson(db, signedInAt) }
  } finally {
    await db.destroy()
  }
}

test('a database of the first version, with people in it, is brought to this one, and nothing is lost', async (t) => {
  const { settings, person } = await makeFirstVersion(t, new Date(Date.now() - day))
  const server = await startServer(t, settings)
  const answer = await server.client().post('/api/auth/login/', { email: person.email, password: person.password })
  assert.equal(answer.status, 200, answer.text)
  const client = server.client().as(answer.body.access)
  const sessions = (await client.get('/api/auth/sessions/')).body.results as { id: string; browser: string }[]
  assert.equal(sessions.find(({ id }) => id === person.session)?.browser, 'Firefox')
  assert.equal((await client.send('DELETE', `/api/auth/sessions/${person.session}/`)).status, 200)
  const exported = (await client.get('/api/auth/profile/export/')).body
  assert.deepEqual([exported.account[0].username, exported.events.length > 20], ['ana', true])
})

test('what the first version recorded is sealed as it was, in the order of sealing, and verifies', async (t) => {
  const { settings, person } = await makeFirstVersion(t, new Date(Date.now() - day))
  const { app } = await startServer(t, settings)
  assert.equal(await sealAll(app), 21)
  assert.deepEqual(await faultsOf(app), [])
  assert.equal((await chainsOf(app)).main.ends, 21)
  const rows = await app.db.selectFrom('audit_event').selectAll().where('account_id', '=', person.id).execute()
  const registered = rows.find(({ name }) => name === 'account.registered')
  assert.deepEqual([registered?.facts, registered?.personal_facts], [{}, { username: 'ana' }])
  await app.transaction((tx) => forgetPerson(app, tx, person.id))
  assert.deepEqual(await faultsOf(app), [])
})
