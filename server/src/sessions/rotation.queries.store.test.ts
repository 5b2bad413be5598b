import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../../test/actors.ts'
import { claimsOf } from '../../test/golden/forged-token.ts'
import { startServer } from '../../test/harness.ts'
import { store } from '../../test/store.ts'
import { type Rotation, rotateAlone, rotateFree } from './rotation.queries.ts'

const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * 3_600_000)

test('alone and among others a session is rotated by whoever stands at its generation, while it lives', async (t) => {
  const server = await startServer(t)
  const { db, now } = server.app
  const [ana, ben] = [await signUp(server, 'ana'), await signUp(server, 'ben')]
  const [sessionId, other] = [ana, ben].map(({ access }) => String(claimsOf(access).sid)) as [string, string]
  const state = async () => ({
    ...(await db
      .selectFrom('session')
      .select(['generation', 'rotated_at', 'expires_at'])
      .where('id', '=', sessionId)
      .executeTakeFirstOrThrow()),
  })
  const at = now()
  const begun = { generation: 3, rotated_at: null, revoked_at: null, expires_at: hours(at, 1) }
  const asked = { sessionId, generation: 3, now: at, expiresAt: hours(at, 2) }
  /** Beside somebody else's session, which is rotated in any case. */
  const amongOthers = async (rotation: Rotation): Promise<boolean> => {
    await db.updateTable('session').set(begun).where('id', '=', other).execute()
    const rotated = await rotateFree(db, [{ ...asked, sessionId: other }, rotation])
    assert.ok(rotated.has(other))
    return rotated.has(sessionId)
  }
  const ways = [(rotation: Rotation) => rotateAlone(db, rotation), ...(store === 'sqlite' ? [] : [amongOthers])]
  for (const rotate of ways) {
    const holds = async (session: object, isActive = true) => {
      await db
        .updateTable('session')
        .set({ ...begun, ...session })
        .where('id', '=', sessionId)
        .execute()
      await db.updateTable('account').set({ is_active: isActive }).where('id', '=', ana.id).execute()
      const before = await state()
      const isRotated = await rotate(asked)
      const after = { generation: 4, rotated_at: at, expires_at: asked.expiresAt }
      assert.deepEqual(await state(), isRotated ? after : before)
      return isRotated
    }
    assert.equal(await holds({}), true)
    assert.equal(await holds({ generation: 4 }), false, 'somebody else was first')
    assert.equal(await holds({ generation: 2 }), false, 'there was no such generation')
    assert.equal(await holds({ revoked_at: at }), false, 'it was ended')
    assert.equal(await holds({ expires_at: at }), false, 'it has run out')
    assert.equal(await holds({}, false), false, 'its person may not act')
  }
})
