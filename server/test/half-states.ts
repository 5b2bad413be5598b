import assert from 'node:assert/strict'
import type { TestServer } from './harness.ts'

/**
 * Fails when some act left only a part of itself in the database: what belongs together must be there together, or not
 * at all.
 * @param server stands on the database after the crash, with every mail that was ordered still to be sent
 */
export async function assertNothingHalf(server: TestServer): Promise<void> {
  const { db } = server.app
  const accounts = await db
    .selectFrom('account')
    .leftJoin('password', 'password.account_id', 'account.id')
    .select(['account.id', 'email', 'email_verified_at as verifiedAt', 'password.hash'])
    .execute()
  const recorded = await db.selectFrom('audit_event').select(['name', 'account_id as accountId']).execute()
  const proofs = await db
    .selectFrom('proof')
    .select(['account_id as accountId', 'purpose', 'consumed_at as consumedAt'])
    .execute()
  const mails = await server.mailbox.all()
  for (const { id, email, verifiedAt, hash } of accounts) {
    const events = recorded.filter(({ accountId }) => accountId === id).map(({ name }) => name)
    const own = proofs.filter(({ accountId }) => accountId === id)
    const used = (purpose: string) => own.filter((proof) => proof.purpose === purpose && proof.consumedAt).length
    const about = (words: string) => mails.filter(({ to, subject }) => to === email && subject.includes(words)).length
    const times = (name: string) => events.filter((event) => event === name).length
    assert.ok(hash, `${email} has no password`)
    assert.equal(times('account.registered'), 1, `${email}: record of the registration`)
    assert.ok(own.length > 0, `${email} has no proof to verify with`)
    assert.equal(about('Verify your'), 1, `${email}: mail of the registration`)
    assert.equal(used('verify_email'), verifiedAt ? 1 : 0, `${email}: a used link and its effect`)
    assert.equal(times('account.email_verified'), verifiedAt ? 1 : 0, `${email}: record of the verification`)
    assert.equal(times('password.changed'), about('password was changed'), `${email}: change of password and its mail`)
    assert.equal(times('password.reset'), used('reset_password'), `${email}: a used reset link and its effect`)
    assert.equal(times('password.reset'), about('password was reset'), `${email}: reset and its mail`)
  }
}
