import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { PageHead } from '../../account/parts.tsx'
import { Icon } from '../../look/icons.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useStaff } from '../rights.ts'
import type { Column } from '../table/column.ts'
import { Listing } from '../table/listing.tsx'
import { useKeyset } from '../use-keyset.ts'
import { When } from '../when.tsx'
import { askServices, type Credentials, type OtherService } from './ask-services.ts'
import { AddSheet, CredentialsSheet, RemoveSheet, RotateSheet } from './sheets.tsx'

type Wish = { readonly act: 'rotate' | 'remove'; readonly service: OtherService }

const idOf = ({ client_id }: OtherService) => client_id

/** The services that may ask about tokens. */
export function Services() {
  const { services } = useAdminTexts()
  const { may } = useStaff()
  const [isAdding, setAdding] = useState(false)
  const [wish, setWish] = useState<Wish>()
  const [credentials, setCredentials] = useState<Credentials>()
  const columns = useServiceColumns(setWish)
  const list = useKeyset({ key: ['admin', 'services'], ask: askServices })
  const close = () => setWish(undefined)
  return (
    <>
      <div className="row apart">
        <PageHead title={services.title} lead={services.lead} />
        {may('services.add') && (
          <Button size="sm" leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
            {services.add.button}
          </Button>
        )}
      </div>
      <section className="panel">
        <Listing list={list} label={services.title} columns={columns} idOf={idOf} empty={services.none} />
      </section>
      {isAdding && <AddSheet onSecret={setCredentials} onClose={() => setAdding(false)} />}
      {wish?.act === 'rotate' && <RotateSheet service={wish.service} onSecret={setCredentials} onClose={close} />}
      {wish?.act === 'remove' && <RemoveSheet service={wish.service} onClose={close} />}
      {credentials && <CredentialsSheet credentials={credentials} onClose={() => setCredentials(undefined)} />}
    </>
  )
}

function useServiceColumns(onWish: (wish: Wish) => void): readonly Column<OtherService>[] {
  const { services: words } = useAdminTexts()
  const { may } = useStaff()
  return useMemo(() => {
    const { columns } = words
    const allowed = (['rotate', 'remove'] as const).filter((act) => may(`services.${act}`))
    const acts: Column<OtherService> = {
      key: 'acts',
      title: columns.acts,
      width: 'minmax(13.5rem, 1.2fr)',
      cell: (service) => (
        <span className="acts">
          {allowed.map((act) => (
            <Button
              key={act}
              variant="default"
              size="compact-sm"
              aria-label={words.label(words[act].button, service.name)}
              onClick={() => onWish({ act, service })}
            >
              {words[act].button}
            </Button>
          ))}
        </span>
      ),
    }
    return [
      {
        key: 'name',
        title: columns.name,
        width: 'minmax(9rem, 1.4fr)',
        isName: true,
        cell: ({ name }) => <strong>{name}</strong>,
      },
      {
        key: 'id',
        title: columns.id,
        width: 'minmax(10rem, 1.4fr)',
        cell: ({ client_id }) => <code className="id">{client_id}</code>,
      },
      {
        key: 'created',
        title: columns.created,
        width: '8rem',
        cell: ({ created_at }) => <When at={created_at} />,
      },
      {
        key: 'old',
        title: columns.old,
        width: '8rem',
        cell: ({ old_until }) => <When at={old_until} />,
      },
      ...(allowed.length > 0 ? [acts] : []),
    ]
  }, [words, may, onWish])
}
