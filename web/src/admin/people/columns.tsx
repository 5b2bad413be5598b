import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Moments, useMoments } from '../../look/moments.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { AdminTexts } from '../../texts/en/admin.ts'
import type { Column } from '../table/column.ts'
import { RoleWords, StateBadge } from './person-parts.tsx'

/** A person as the list has them. */
export type ListedPerson = {
  readonly id: string
  readonly email: string
  readonly username: string
  readonly display_name: string
  readonly roles: readonly string[]
  readonly is_active: boolean
  readonly is_email_verified: boolean
  readonly has_factor: boolean
  readonly last_login_at: string | null
  readonly created_at: string
}

type Words = AdminTexts['people']['columns']

export function usePeopleColumns(): readonly Column<ListedPerson>[] {
  const { people, table } = useAdminTexts()
  const moments = useMoments()
  return useMemo(
    () => [...columnsOfNames(people.columns), ...columnsOfTimes(people.columns, table, moments)],
    [people, table, moments],
  )
}

function columnsOfNames(words: Words): Column<ListedPerson>[] {
  return [
    {
      key: 'person',
      title: words.person,
      width: 'minmax(0, 2.2fr)',
      isName: true,
      sort: { up: 'email', down: '-email' },
      cell: ({ id, email, display_name }) => (
        <>
          <Link to="/admin/people/$id" params={{ id }}>
            {email}
          </Link>
          {display_name && <span className="about">{display_name}</span>}
        </>
      ),
    },
    {
      key: 'username',
      title: words.username,
      width: 'minmax(0, 1.4fr)',
      sort: { up: 'username', down: '-username' },
      cell: ({ username }) => username,
    },
    {
      key: 'state',
      title: words.state,
      width: 'minmax(6rem, 1fr)',
      cell: (person) => <StateBadge person={person} />,
    },
    {
      key: 'role',
      title: words.role,
      width: 'minmax(7.25rem, 1fr)',
      cell: ({ roles }) => <RoleWords roles={roles} />,
    },
  ]
}

function columnsOfTimes(words: Words, table: AdminTexts['table'], { ago, day }: Moments): Column<ListedPerson>[] {
  return [
    {
      key: 'factor',
      title: words.factor,
      width: 'minmax(4rem, 0.6fr)',
      cell: ({ has_factor }) => (has_factor ? table.yes : table.no),
    },
    {
      key: 'seen',
      title: words.seen,
      width: 'minmax(5.5rem, 1fr)',
      cell: ({ last_login_at: at }) => (at === null ? table.never : <time dateTime={at}>{ago(at)}</time>),
    },
    {
      key: 'created',
      title: words.created,
      width: 'minmax(6.5rem, 1fr)',
      sort: { up: 'created_at', down: '-created_at' },
      cell: ({ created_at: at }) => <time dateTime={at}>{day(at)}</time>,
    },
    {
      key: 'id',
      title: words.id,
      width: 'minmax(0, 1.6fr)',
      isExtra: true,
      cell: ({ id }) => <code className="id">{id}</code>,
    },
  ]
}
