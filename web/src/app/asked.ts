import { answerOf } from 'kalosphere-auth/open-api.ts'
import { queries } from './queries.ts'
import { api } from './service.ts'

/** What the pages ask the service for, by name; a page and what leads to it speak of the same. */
export const profileQuery = { queryKey: ['profile'], queryFn: () => answerOf(api.GET('/api/auth/profile/')) }
export const factorsQuery = { queryKey: ['factors'], queryFn: () => answerOf(api.GET('/api/auth/mfa/')) }
export const passkeysQuery = { queryKey: ['passkeys'], queryFn: () => answerOf(api.GET('/api/auth/mfa/webauthn/')) }
export const providersQuery = { queryKey: ['providers'], queryFn: () => answerOf(api.GET('/api/auth/social/')) }
export const linksQuery = { queryKey: ['links'], queryFn: () => answerOf(api.GET('/api/auth/social/links/')) }

type PartQuery = { limit: number; cursor?: string }
export type Part<Row> = { readonly results: readonly Row[]; readonly next: string | null }

function listQuery<Row>(name: string, ask: (query: PartQuery) => Promise<Part<Row>>) {
  return {
    queryKey: [name],
    queryFn: ({ pageParam: cursor }: { pageParam: string | undefined }) =>
      ask({ limit: 30, ...(cursor === undefined ? {} : { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }: Part<Row>) => next ?? undefined,
  }
}
export type ListQuery<Row> = ReturnType<typeof listQuery<Row>>

export const sessionsQuery = listQuery('sessions', (query) =>
  answerOf(api.GET('/api/auth/sessions/', { params: { query } })),
)
export const devicesQuery = listQuery('devices', (query) =>
  answerOf(api.GET('/api/auth/devices/', { params: { query } })),
)
export const activityQuery = listQuery('activity', (query) =>
  answerOf(api.GET('/api/auth/activity/', { params: { query } })),
)
export const noticesQuery = listQuery('notices', (query) =>
  answerOf(api.GET('/api/auth/notifications/', { params: { query } })),
)

type Asked = { readonly queryKey: string[] }

/**
 * Has a page's answers before it is drawn, so that nothing moves once it stands. What is known already is shown at once and
 * looked up again behind it; a failure is for the page to tell.
 */
export async function haveReady(...asked: readonly Asked[]): Promise<void> {
  const unknown = asked.filter(({ queryKey }) => queries.getQueryData(queryKey) === undefined)
  await Promise.all(unknown.map((one) => fetchQuietly(one)))
}
function fetchQuietly(one: Asked): Promise<void> {
  return 'initialPageParam' in one
    ? queries.prefetchInfiniteQuery(one as ListQuery<unknown>)
    : queries.prefetchQuery(one)
}
