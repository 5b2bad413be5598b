import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Filters = Readonly<Record<string, string | boolean | undefined>>

/**
 * The filters of the open view, which live in its address: they survive a reload, and can be sent to a colleague.
 * @returns the present ones, and what changes some of them; an empty text takes one away
 */
export function useFilters<F extends Filters>(): readonly [F, (change: Filters) => void] {
  // What its route has read off the address.
  const present = useRouterState({ select: ({ matches }): object => matches.at(-1)?.search ?? {} })
  const navigate = useNavigate()
  const change = useCallback(
    (wish: Filters) => {
      // The route reads them again, and leaves out what is none.
      const merge = (now: object) => ({ ...now, ...wish }) as never
      void navigate({ to: '.', search: merge, replace: true })
    },
    [navigate],
  )
  return [present as F, change]
}
