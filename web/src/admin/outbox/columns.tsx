import { useMemo } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Column } from '../table/column.ts'
import { When } from '../when.tsx'
import type { Item } from './ask-outbox.ts'

const looks: Readonly<Record<string, string>> = { failed: 'state fault', sending: 'state good', due: 'state warn' }

export function useOutboxColumns(): readonly Column<Item>[] {
  const { outbox } = useAdminTexts()
  return useMemo(() => {
    const { columns } = outbox
    const states: Readonly<Record<string, string>> = outbox.itemStates
    const topics: Readonly<Record<string, string>> = outbox.topics
    return [
      {
        key: 'topic',
        title: columns.topic,
        width: 'minmax(9rem, 1.2fr)',
        isName: true,
        cell: ({ topic }) => <strong>{topics[topic] ?? topic}</strong>,
      },
      {
        key: 'state',
        title: columns.state,
        width: 'minmax(6.5rem, 0.8fr)',
        cell: ({ state }) => <span className={looks[state] ?? 'state'}>{states[state] ?? state}</span>,
      },
      { key: 'attempts', title: columns.attempts, width: 'minmax(3rem, 0.4fr)', cell: ({ attempts }) => attempts },
      {
        key: 'error',
        title: columns.error,
        width: 'minmax(9rem, 2fr)',
        cell: ({ last_error }) => last_error ?? <span className="quiet">–</span>,
      },
      {
        key: 'created',
        title: columns.created,
        width: '8rem',
        cell: ({ created_at }) => <When at={created_at} />,
      },
      {
        key: 'due',
        title: columns.due,
        width: '8rem',
        cell: ({ failed_at, due_at }) => <When at={failed_at ?? due_at} />,
      },
      {
        key: 'id',
        title: columns.id,
        width: 'minmax(10rem, 1.2fr)',
        isExtra: true,
        cell: ({ id }) => <code className="id">{id}</code>,
      },
    ]
  }, [outbox])
}
