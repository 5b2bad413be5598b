import { useMemo } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Filter } from '../table/filter-bar.tsx'

/** What people are picked by. */
export function usePeopleFilters(): readonly Filter[] {
  const { people, roles } = useAdminTexts()
  return useMemo(
    () => [
      { kind: 'search', name: 'search', label: people.search, hint: people.searchHint },
      { kind: 'choice', name: 'state', label: people.state, options: Object.entries(people.states) },
      {
        kind: 'choice',
        name: 'role',
        label: people.role,
        options: [
          ['any', people.anyRole],
          ['support', roles.support],
          ['admin', roles.admin],
        ],
      },
      {
        kind: 'choice',
        name: 'has_factor',
        label: people.factor,
        options: [
          ['true', people.withFactor],
          ['false', people.withoutFactor],
        ],
      },
      { kind: 'date', name: 'created_from', label: people.from },
      { kind: 'date', name: 'created_before', label: people.before },
      { kind: 'choice', name: 'sort', label: people.sort, options: Object.entries(people.sorts), usual: '-created_at' },
    ],
    [people, roles],
  )
}
