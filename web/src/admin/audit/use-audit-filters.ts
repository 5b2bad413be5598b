import { useMemo } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Filter } from '../table/filter-bar.tsx'
import { eventNames } from './event-names.ts'

/** What events are picked by. */
export function useAuditFilters(): readonly Filter[] {
  const { audit } = useAdminTexts()
  return useMemo(
    () => [
      { kind: 'search', name: 'account_id', label: audit.account, hint: audit.accountHint },
      { kind: 'choice', name: 'event', label: audit.event, options: eventNames.map((name) => [name, name] as const) },
      { kind: 'date', name: 'from', label: audit.from },
      { kind: 'date', name: 'before', label: audit.before },
    ],
    [audit],
  )
}
