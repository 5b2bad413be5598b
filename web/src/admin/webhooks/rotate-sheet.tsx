import { Checkbox } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import type { Endpoint } from './ask-webhooks.ts'

type RotateSheetProps = {
  readonly endpoint: Endpoint
  readonly onSecret: (secret: string) => void
  readonly onClose: () => void
}

export function RotateSheet({ endpoint: { id, url }, onSecret, onClose }: RotateSheetProps) {
  const { webhooks, table } = useAdminTexts()
  const { rotate } = webhooks
  const [drop, setDrop] = useState(false)
  const params = { path: { id } }
  return (
    <ReasonSheet
      title={rotate.title}
      lead={table.about(url, rotate.lead)}
      button={rotate.button}
      act={(reason) =>
        answerOf(api.POST('/api/admin/webhooks/{id}/rotate/', { params, body: { drop_old: drop, reason } }))
      }
      onDone={({ secret }) => onSecret(secret)}
      onClose={onClose}
    >
      <Checkbox label={rotate.drop} checked={drop} onChange={({ currentTarget }) => setDrop(currentTarget.checked)} />
    </ReasonSheet>
  )
}
