import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { api } from '../app/service.ts'
import { useMoments } from '../look/moments.ts'
import { useTexts } from '../texts/texts.tsx'
import { Loaded, PageHead, Panel } from './parts.tsx'

function askActivity(cursor: string | undefined) {
  const query = { limit: 30, ...(cursor === undefined ? {} : { cursor }) }
  return answerOf(api.GET('/api/auth/activity/', { params: { query } }))
}

export function Activity() {
  const { account } = useTexts()
  const { exactly } = useMoments()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['activity'],
    queryFn: ({ pageParam }) => askActivity(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = data?.pages.flatMap(({ results }) => results)
  return (
    <>
      <PageHead title={account.activity.title} lead={account.activity.lead} />
      <Panel title={account.nav.activity}>
        <Loaded asked={{ data: rows, error, refetch }}>
          {(events) => (
            <ul className="list">
              {events.length === 0 && <li className="quiet">{account.empty}</li>}
              {events.map(({ id, at, event, address, place, browser, system, current }) => (
                <li key={id}>
                  <span className="grow">
                    <strong>
                      {account.activity.events[event] ?? event}
                      {current && <span className="badge">{account.activity.here}</span>}
                    </strong>
                    <span className="about">{[browser, system, place ?? address].filter(Boolean).join(' · ')}</span>
                  </span>
                  <time className="about" dateTime={at}>
                    {exactly(at)}
                  </time>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        {hasNextPage && (
          <div>
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {account.more}
            </Button>
          </div>
        )}
      </Panel>
    </>
  )
}
