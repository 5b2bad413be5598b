import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

type Page = { readonly results: readonly unknown[]; readonly next: string | null }

type Keyset<P> = {
  /** Of the query: the view, and its filters. */
  readonly key: readonly unknown[]
  /** @param cursor where to go on; undefined for the first page */
  readonly ask: (cursor: string | undefined) => Promise<P>
}

/** A list of the service that is had page by page, each by an index: the hundredth costs what the first did. */
export function useKeyset<P extends Page>({ key, ask }: Keyset<P>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: P) => next ?? undefined,
    // While another filter is on its way the table stays, and does not blink.
    placeholderData: keepPreviousData,
  })
  const { data } = query
  const rows = useMemo(() => data?.pages.flatMap(({ results }): readonly P['results'][number][] => results), [data])
  return {
    data: rows,
    first: data?.pages[0],
    error: query.isFetchNextPageError ? null : query.error,
    refetch: query.refetch,
    isBusy: query.isPlaceholderData,
    more: {
      has: query.hasNextPage,
      isBusy: query.isFetchingNextPage,
      error: query.isFetchNextPageError ? query.error : null,
      ask: () => void query.fetchNextPage(),
    },
  }
}

export type More = ReturnType<typeof useKeyset>['more']
