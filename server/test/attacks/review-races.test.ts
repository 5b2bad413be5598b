import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp } from '../actors.ts'
import { statuses } from '../guess.ts'
import { startServer } from '../harness.ts'
import { tokenIn } from '../mailbox.ts'
import { askReset, mailAbout } from '../recover.ts'

test('everything that opens or closes an account, at once: each is answered, none with a fault of ours', async (t) => {
  const server = await startServer(t)
  for (let round = 0; round < 8; round++) {
    const ana = await signUp(server)
    const moved = `moved.${ana.email}`
    const post = (path: string, body: object) => server.client().post(`/api/auth/${path}/`, body)
    const signed = (path: string, body: object) => ana.client().post(`/api/auth/${path}/`, body)
    const reset = tokenIn(await askReset(server, ana.email))
    assert.equal((await signed('profile/email', { new_email: moved, password: ana.password })).status, 200)
    const [confirm, undo] = [
      tokenIn(await mailAbout(server, moved, 'Confirm your new')),
      tokenIn(await mailAbout(server, ana.email, 'A new address was asked for')),
    ]
    const password = { new_password: 'N3w-passphrase', confirm_password: 'N3w-passphrase' }
    const answers = await Promise.all([
      post('reset-password', { token: reset, ...password }),
      post('profile/email/confirm', { token: confirm }),
      post('profile/email/undo', { token: undo }),
      signed('change-password', { current_password: ana.password, ...password }),
      signed('deactivate-account', { password: ana.password, confirm_deactivation: true }),
      ana.login(),
    ])
    const unexpected = statuses(answers).filter((status) => ![200, 400, 401].includes(status))
    assert.deepEqual(unexpected, [], answers.map(({ status, text }) => `${status} ${text}`).join('\n'))
  }
})
