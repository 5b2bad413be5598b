import assert from 'node:assert/strict'
import type { TestServer } from '../harness.ts'
import { isOpen, type World } from './world.ts'

/** What has to hold whatever was done: each token counts exactly as long as the model says, a ticket opens nothing. */
export async function requireInvariants(server: TestServer, world: World): Promise<void> {
  for (const { email, sessions, tickets } of world.people) {
    for (const [at, session] of sessions.entries()) {
      const { status, body } = await server.client().as(session.access).get('/api/auth/profile/')
      const expected = isOpen(server, session) ? 200 : 401
      assert.equal(status, expected, `session ${at} of ${email}`)
      for (const access of session.replaced.slice(-2)) {
        assert.equal((await server.client().as(access).get('/api/auth/profile/')).status, 401, 'a replaced token')
      }
      if (status === 200) assert.equal(body.email, email, 'nobody opens the account of somebody else')
    }
    for (const { token } of tickets.slice(-2)) {
      assert.equal((await server.client().as(token).get('/api/auth/profile/')).status, 401, `a ticket of ${email}`)
    }
  }
}

/** What the tables say at the end: as many living sessions as the model has, the same links and no factor that it has not. */
export async function requireSameRows(server: TestServer, world: World): Promise<void> {
  const { db } = server.app
  for (const person of world.people.filter(({ state }) => state !== 'nobody')) {
    const live = await db
      .selectFrom('session')
      .innerJoin('account', 'account.id', 'session.account_id')
      .select('session.id')
      .where('account.email', '=', person.email)
      .where('session.revoked_at', 'is', null)
      .execute()
    assert.equal(live.length, person.sessions.filter(({ live }) => live).length, `sessions of ${person.email}`)
    const account = await db
      .selectFrom('account')
      .select(['mfa_enabled', 'is_active'])
      .where('email', '=', person.email)
      .executeTakeFirstOrThrow()
    const told = { mfa_enabled: person.secret !== undefined, is_active: person.state !== 'deactivated' }
    assert.deepEqual({ ...account }, told, person.email)
    const links = await db
      .selectFrom('social_identity')
      .innerJoin('account', 'account.id', 'social_identity.account_id')
      .select('social_identity.subject')
      .where('account.email', '=', person.email)
      .execute()
    assert.deepEqual(
      links.map(({ subject }) => subject),
      person.link ? [person.link.subject] : [],
      person.email,
    )
  }
}
