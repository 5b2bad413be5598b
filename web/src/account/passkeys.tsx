import { Button, TextInput } from '@mantine/core'
import { startRegistration } from '@simplewebauthn/browser'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { Form } from '../form/form.tsx'
import { Icon } from '../look/icons.tsx'
import { useMoments } from '../look/moments.ts'
import { Sheet } from '../look/sheet.tsx'
import { creationOptions } from '../proof/webauthn-options.ts'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { Loaded } from './parts.tsx'
import { RemoveSheet } from './remove-sheet.tsx'
import { shownError, useAct } from './use-act.ts'

type Key = { readonly id: string; readonly name: string; readonly model: string; readonly last_used_at: string | null }

export function Passkeys() {
  const { security } = useTexts().account
  const [adding, setAdding] = useState(false)
  const keys = useQuery({ queryKey: ['passkeys'], queryFn: () => answerOf(api.GET('/api/auth/mfa/webauthn/')) })
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
          {adding && <NameSheet onClose={() => setAdding(false)} />}
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
      {open === 'rename' && <NameSheet passkey={passkey} onClose={() => setOpen(undefined)} />}
      {open === 'remove' && (
        <RemoveSheet
          what={name}
          act={() => answerOf(api.DELETE('/api/auth/mfa/webauthn/{id}/', { params: path }))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </li>
  )
}

async function addKey(name: string): Promise<void> {
  const options = await answerOf(api.POST('/api/auth/mfa/webauthn/register/options/'))
  const credential = await startRegistration({ optionsJSON: creationOptions(options) })
  await answerOf(api.POST('/api/auth/mfa/webauthn/register/verify/', { body: { name, credential: { ...credential } } }))
}

async function rename(id: string, name: string): Promise<void> {
  await answerOf(api.PATCH('/api/auth/mfa/webauthn/{id}/', { params: { path: { id } }, body: { name } }))
}

/** Names a key: a new one, which the browser then asks for, or one that is there. */
function NameSheet({ passkey, onClose }: { passkey?: Key; onClose: () => void }) {
  const { security } = useTexts().account
  const [name, setName] = useState(passkey?.name ?? '')
  const act = useAct({
    act: () => (passkey ? rename(passkey.id, name) : addKey(name)),
    said: passkey ? security.rename : security.keyAdded,
    onDone: onClose,
    inForm: true,
  })
  const title = passkey ? security.rename : security.addKey
  return (
    <Sheet title={title} onClose={onClose}>
      <Form act={() => act.mutate()} error={shownError(act)} fields={['name']}>
        <TextInput
          label={security.keyName}
          description={security.keyNameHint}
          name="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={faultOf(act.error, 'name')}
          data-autofocus
        />
        <Button type="submit" loading={act.isPending} disabled={name.trim() === ''} fullWidth>
          {title}
        </Button>
      </Form>
    </Sheet>
  )
}
