import { useMemo } from 'react'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useTexts } from '../../texts/texts.tsx'
import { AccountLink } from '../account-link.tsx'
import type { Column } from '../table/column.ts'
import { When } from '../when.tsx'
import type { LoggedEvent } from './ask-audit.ts'
import type { Unfolding } from './use-unfolding.ts'

export function useAuditColumns({ open, toggle }: Unfolding): readonly Column<LoggedEvent>[] {
  const { columns: words } = useAdminTexts().audit
  return useMemo(
    () => [
      {
        key: 'event',
        title: words.event,
        width: 'minmax(14rem, 3fr)',
        isName: true,
        cell: ({ id, event }) => <Unfold event={event} isOpen={open.has(id)} onClick={() => toggle(id)} />,
      },
      {
        key: 'account',
        title: words.account,
        width: 'minmax(7.5rem, 1fr)',
        cell: ({ account_id: id }) => <Whose id={id} />,
      },
      {
        key: 'actor',
        title: words.actor,
        width: 'minmax(7.5rem, 1fr)',
        cell: (event) => <Actor event={event} />,
      },
      {
        key: 'from',
        title: words.from,
        width: 'minmax(6.5rem, 1fr)',
        cell: ({ place, address }) => place ?? (address || '–'),
      },
      { key: 'at', title: words.at, width: 'minmax(8rem, 11rem)', cell: ({ at }) => <When at={at} /> },
    ],
    [words, open, toggle],
  )
}

type UnfoldProps = { readonly event: string; readonly isOpen: boolean; readonly onClick: () => void }

function Unfold({ event, isOpen, onClick }: UnfoldProps) {
  const { events } = useTexts().account.activity
  const words = events[event]
  return (
    <button type="button" className="unfold" aria-expanded={isOpen} onClick={onClick}>
      <Icon name="unfold" />
      <span>
        <strong>{event}</strong>
        {words !== undefined && <span className="about">{words}</span>}
      </span>
    </button>
  )
}

function Whose({ id }: { readonly id: string | null }) {
  const { audit } = useAdminTexts()
  return id === null ? <span className="quiet">{audit.service}</span> : <AccountLink id={id} />
}

/** Somebody else where it was done to the account; without an account it was nobody. */
function Actor({ event: { account_id, actor_id } }: { readonly event: LoggedEvent }) {
  const { audit } = useAdminTexts()
  if (actor_id !== null) return <AccountLink id={actor_id} />
  return <span className="quiet">{account_id === null ? audit.service : audit.itself}</span>
}
