import { test } from 'node:test'
import { type Api, answerOf, openApi } from '../src/open-api.ts'

/** What stands here is looked at by the compiler, which fails when an expected error is none. */
function looksAtTypes(api: Api): readonly Promise<unknown>[] {
  const name: Promise<string> = answerOf(api.GET('/api/auth/profile/')).then(({ username }) => username)
  const file: Promise<Blob> = answerOf(
    api.POST('/api/admin/users/export/', { body: { format: 'csv', reason: 'x' }, parseAs: 'blob' }),
  )
  return [
    name,
    file,
    // @ts-expect-error no such path
    api.GET('/api/auth/nothing/'),
    // @ts-expect-error the path has no such method
    api.DELETE('/api/auth/profile/'),
    // @ts-expect-error a body is needed
    api.POST('/api/auth/login/'),
    // @ts-expect-error and its members
    api.POST('/api/auth/login/', { body: { email: 'ana@example.com' } }),
    // @ts-expect-error and their types
    api.POST('/api/auth/login/', { body: { email: 'ana@example.com', password: 7 } }),
    // @ts-expect-error a part of the path is needed
    api.DELETE('/api/auth/sessions/{id}/'),
    // @ts-expect-error no such question
    api.GET('/api/auth/sessions/', { params: { query: { page: 2 } } }),
    // @ts-expect-error the answer has no such member
    answerOf(api.GET('/api/auth/profile/')).then(({ shoe_size }) => shoe_size),
  ]
}

test('calls are as typed as the document says, and one without a part of its path is not made', async (t) => {
  const tokens = { access: () => undefined, renew: async () => undefined }
  const fetch = async () => Response.json({})
  const calls = looksAtTypes(openApi({ origin: 'https://auth.example.com', tokens, fetch }))
  const ends = await Promise.allSettled(calls)
  const refused = ends.filter((end) => end.status === 'rejected').map(({ reason }) => String(reason))
  t.assert.deepEqual([ends.length, refused], [10, ['TypeError: id is no part of a path']])
})
