import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useMemo, useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { useStaff } from '../rights.ts'
import type { Column } from '../table/column.ts'
import { Listing } from '../table/listing.tsx'
import { useKeyset } from '../use-keyset.ts'
import { When } from '../when.tsx'

const askKeys = () => answerOf(api.GET('/api/admin/keys/'))
type Key = Awaited<ReturnType<typeof askKeys>>['results'][number]

const idOf = ({ kid }: Key) => kid
const looks: Readonly<Record<string, string>> = { current: 'state good', next: 'state warn' }

/** What signs tokens, and what brings in a new key. */
export function Keys() {
  const { keys } = useAdminTexts()
  const { may } = useStaff()
  const columns = useKeyColumns()
  const [isOpen, setOpen] = useState(false)
  const list = useKeyset({ key: ['admin', 'keys'], ask: askKeys })
  return (
    <>
      <div className="row apart">
        <PageHead title={keys.title} lead={keys.lead} />
        {may('keys.rotate') && (
          <Button size="sm" leftSection={<Icon name="plus" />} onClick={() => setOpen(true)}>
            {keys.rotate.button}
          </Button>
        )}
      </div>
      <section className="panel">
        <Listing list={list} label={keys.title} columns={columns} idOf={idOf} empty={keys.none} />
      </section>
      {isOpen && (
        <ReasonSheet
          title={keys.rotate.title}
          lead={keys.rotate.lead}
          button={keys.rotate.button}
          said={keys.rotate.said}
          act={(reason) => answerOf(api.POST('/api/admin/keys/rotate/', { body: { reason } }))}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

function useKeyColumns(): readonly Column<Key>[] {
  const { keys } = useAdminTexts()
  return useMemo(() => {
    const { columns } = keys
    const states: Readonly<Record<string, string>> = keys.states
    return [
      {
        key: 'kid',
        title: columns.kid,
        width: 'minmax(14rem, 2fr)',
        isName: true,
        cell: ({ kid }) => <code>{kid}</code>,
      },
      { key: 'alg', title: columns.alg, width: 'minmax(5rem, 0.6fr)', cell: ({ alg }) => alg },
      {
        key: 'state',
        title: columns.state,
        width: 'minmax(12rem, 1.4fr)',
        cell: ({ state }) => <span className={looks[state] ?? 'state'}>{states[state] ?? state}</span>,
      },
      {
        key: 'from',
        title: columns.from,
        width: '8rem',
        cell: ({ activates_at }) => <When at={activates_at} />,
      },
    ]
  }, [keys])
}
