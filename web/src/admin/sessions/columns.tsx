import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Moments, useMoments } from '../../look/moments.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { AdminTexts } from '../../texts/en/admin.ts'
import { useStaff } from '../rights.ts'
import type { Column } from '../table/column.ts'
import { When } from '../when.tsx'
import type { AnySession } from './ask-sessions.ts'

/** What a session runs on, as far as that is known. */
export function deviceOf({ name, browser, system }: AnySession, otherwise: string): string {
  return name || [browser, system].filter(Boolean).join(' · ') || otherwise
}

export function useSessionColumns(onEnd: (one: AnySession) => void): readonly Column<AnySession>[] {
  const words = useAdminTexts()
  const moments = useMoments()
  const { id: own, may } = useStaff()
  return useMemo(() => {
    const { person, sessions } = words
    const end = (one: AnySession) =>
      one.account_id === own ? (
        '–'
      ) : (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`${person.endLabel(deviceOf(one, person.program))}, ${one.email}`}
          onClick={() => onEnd(one)}
        >
          {person.end}
        </Button>
      )
    const acts = { key: 'acts', title: sessions.columns.acts, width: 'minmax(4.5rem, 0.5fr)', cell: end }
    return [...columnsOf(words, moments), ...(may('users.end_sessions') ? [acts] : [])]
  }, [words, moments, own, may, onEnd])
}

function columnsOf({ sessions, person, table }: AdminTexts, { ago }: Moments): Column<AnySession>[] {
  const { columns } = sessions
  return [
    {
      key: 'person',
      title: columns.person,
      width: 'minmax(10.5rem, 1.6fr)',
      isName: true,
      cell: ({ account_id: id, email, username }) => (
        <>
          <Link to="/admin/people/$id" params={{ id }}>
            {email}
          </Link>
          <span className="about">{username}</span>
        </>
      ),
    },
    {
      key: 'device',
      title: columns.device,
      width: 'minmax(7.5rem, 1.2fr)',
      cell: (one) => deviceOf(one, person.program),
    },
    {
      key: 'from',
      title: columns.from,
      width: 'minmax(6.5rem, 1fr)',
      cell: ({ place, address }) => place ?? address,
    },
    {
      key: 'level',
      title: columns.level,
      width: 'minmax(4rem, 0.6fr)',
      cell: ({ level }) => (level === 'aal2' ? table.yes : table.no),
    },
    {
      key: 'seen',
      title: columns.seen,
      width: 'minmax(5.5rem, 0.8fr)',
      cell: ({ last_seen_at: at }) => <time dateTime={at}>{ago(at)}</time>,
    },
    {
      key: 'since',
      title: columns.since,
      width: '8rem',
      cell: ({ first_seen_at }) => <When at={first_seen_at} />,
    },
    {
      key: 'until',
      title: columns.until,
      width: '8rem',
      isExtra: true,
      cell: ({ expires_at }) => <When at={expires_at} />,
    },
  ]
}
