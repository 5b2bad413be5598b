import { TextInput } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { faultOf } from '../../texts/sentence.ts'
import { ReasonSheet } from '../reason-sheet.tsx'
import { SecretSheet } from '../secret-sheet.tsx'
import type { Credentials, OtherService } from './ask-services.ts'

type TellsSecret = { readonly onSecret: (credentials: Credentials) => void; readonly onClose: () => void }
type ActProps = { readonly service: OtherService; readonly onClose: () => void }

export function AddSheet({ onSecret, onClose }: TellsSecret) {
  const { add } = useAdminTexts().services
  const [name, setName] = useState('')
  return (
    <ReasonSheet
      title={add.title}
      lead={add.lead}
      button={add.submit}
      isReady={name.trim() !== ''}
      act={(reason) => answerOf(api.POST('/api/admin/services/', { body: { name: name.trim(), reason } }))}
      onDone={onSecret}
      onClose={onClose}
      fields={['name']}
    >
      {(error) => (
        <TextInput
          label={add.name}
          maxLength={100}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={faultOf(error, 'name')}
          data-autofocus
        />
      )}
    </ReasonSheet>
  )
}

export function RotateSheet({ service: { client_id, name }, onSecret, onClose }: ActProps & TellsSecret) {
  const { services, table } = useAdminTexts()
  const { rotate } = services
  const params = { path: { client_id } }
  return (
    <ReasonSheet
      title={rotate.title}
      lead={table.about(name, rotate.lead)}
      button={rotate.button}
      act={(reason) => answerOf(api.POST('/api/admin/services/{client_id}/rotate/', { params, body: { reason } }))}
      onDone={onSecret}
      onClose={onClose}
    />
  )
}

export function RemoveSheet({ service: { client_id, name }, onClose }: ActProps) {
  const { services, table } = useAdminTexts()
  const { remove } = services
  const params = { path: { client_id } }
  return (
    <ReasonSheet
      title={remove.title}
      lead={table.about(name, remove.lead)}
      button={remove.button}
      isDanger
      said={remove.said}
      act={(reason) => answerOf(api.POST('/api/admin/services/{client_id}/remove/', { params, body: { reason } }))}
      onClose={onClose}
    />
  )
}

type CredentialsSheetProps = { readonly credentials: Credentials; readonly onClose: () => void }

export function CredentialsSheet({ credentials, onClose }: CredentialsSheetProps) {
  const { secret } = useAdminTexts().services
  const lines = [
    { name: secret.id, text: credentials.client_id },
    { name: secret.name, text: credentials.client_secret },
  ]
  return <SecretSheet title={secret.title} lines={lines} onClose={onClose} />
}
