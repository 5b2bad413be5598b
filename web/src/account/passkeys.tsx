import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { passkeysQuery } from '../app/asked.ts'
import { api } from '../app/service.ts'
import { Icon } from '../look/icons.tsx'
import { useMoments } from '../look/moments.ts'
import { Sheet } from '../look/sheet.tsx'
import { KeySetup } from '../setup/key-setup.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Loaded } from './parts.tsx'
import { RemoveSheet, useRemoveWords } from './remove-sheet.tsx'
import { RenameSheet } from './rename-sheet.tsx'

type Key = { readonly id: string; readonly name: string; readonly model: string; readonly last_used_at: string | null }

export function Passkeys() {
  const { security } = useTexts().account
  const [adding, setAdding] = useState(false)
  const keys = useQuery(passkeysQuery)
  return (
    <Loaded asked={keys}>
      {({ passkeys }) => (
        <>
          {passkeys.length > 0 && (
            <ul className="list">
              {passkeys.map((key) => (
                <KeyRow key={key.id} passkey={key} />
              ))}
            </ul>
          )}
          <div>
            <Button variant="default" leftSection={<Icon name="key" />} onClick={() => setAdding(true)}>
              {security.addKey}
            </Button>
          </div>
          {adding && (
            <Sheet title={security.addKey} onClose={() => setAdding(false)}>
              <KeySetup onDone={() => setAdding(false)} />
            </Sheet>
          )}
        </>
      )}
    </Loaded>
  )
}

function KeyRow({ passkey }: { passkey: Key }) {
  const { security } = useTexts().account
  const { ago } = useMoments()
  const [open, setOpen] = useState<'rename' | 'remove'>()
  const { id, name, model, last_used_at } = passkey
  const words = useRemoveWords(name)
  const path = { path: { id } }
  const used = last_used_at ? security.keyUsed(ago(last_used_at)) : security.keyUnused
  return (
    <li>
      <span className="disc">
        <Icon name="key" />
      </span>
      <span className="grow">
        <strong>{name}</strong>
        <span className="about">{[model, used].filter(Boolean).join(' · ')}</span>
      </span>
      <Button variant="default" size="sm" aria-label={`${security.rename} ${name}`} onClick={() => setOpen('rename')}>
        {security.rename}
      </Button>
      <Button variant="default" size="sm" aria-label={`${security.remove} ${name}`} onClick={() => setOpen('remove')}>
        {security.remove}
      </Button>
      {open === 'rename' && (
        <RenameSheet
          label={security.keyName}
          present={name}
          rename={(next) => answerOf(api.PATCH('/api/auth/mfa/webauthn/{id}/', { params: path, body: { name: next } }))}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'remove' && (
        <RemoveSheet
          words={words}
          act={() => answerOf(api.DELETE('/api/auth/mfa/webauthn/{id}/', { params: path }))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </li>
  )
}
