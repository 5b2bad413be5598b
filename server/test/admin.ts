import assert from 'node:assert/strict'
import type { Role } from '../src/admin/rights.ts'
import type { Answer } from './client.ts'
import type { TestServer } from './harness.ts'
import { type Guarded, signUpWithTotp } from './second-factor.ts'

export const admin = '/api/admin'

/** Gives an account its roles, as an operator who writes the database would. */
export async function giveRoles(server: TestServer, accountId: string, roles: Role[]): Promise<void> {
  await server.app.db.updateTable('account').set({ roles }).where('id', '=', accountId).execute()
}

/** Somebody with a role, whose session has just proved the second factor. */
export async function signUpStaff(server: TestServer, role: Role, name: string = role): Promise<Guarded> {
  const actor = await signUpWithTotp(server, name)
  await giveRoles(server, actor.id, [role])
  return actor
}

/** Proves the second factor again, whatever time has passed. */
export async function proveAgain(actor: Guarded): Promise<void> {
  const renewed = await actor.renew()
  assert.equal(renewed.status, 200, renewed.text)
  const body = { method: 'totp', code: actor.freshCode() }
  const answer = await actor.client().post('/api/auth/reauthenticate/', body)
  assert.equal(answer.status, 200, answer.text)
  actor.access = answer.body.access
}

/** One page after the other, until the last. @returns the pages */
export async function readPages(actor: Guarded, path: string): Promise<Answer['body'][][]> {
  const pages: Answer['body'][][] = []
  for (let cursor = ''; ; ) {
    const answer = await actor.client().get(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    assert.equal(answer.status, 200, answer.text)
    pages.push(answer.body.results)
    cursor = answer.body.next ?? ''
    if (cursor === '') return pages
    assert.ok(pages.length < 100, 'the pages end')
  }
}
