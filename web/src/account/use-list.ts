import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import type { ListQuery, Part } from '../app/asked.ts'

export type List<Row> = {
  /** The rows so far. */
  readonly asked: {
    readonly data: readonly Row[] | undefined
    readonly error: Error | null
    readonly refetch: () => unknown
  }
  /** Asks for the next part; undefined at the end. */
  readonly more: (() => void) | undefined
  readonly isAsking: boolean
}

/** A long list, part by part. */
export function useList<Row>(query: ListQuery<Row>): List<Row> {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery<
    Part<Row>,
    Error,
    InfiniteData<Part<Row>>,
    QueryKey,
    string | undefined
  >(query)
  return {
    asked: { data: data?.pages.flatMap(({ results }) => results), error: data ? null : error, refetch },
    more: hasNextPage ? () => void fetchNextPage() : undefined,
    isAsking: isFetchingNextPage,
  }
}
