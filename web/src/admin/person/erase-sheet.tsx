import { Checkbox } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import type { WholePerson } from './ask-person.ts'

type EraseSheetProps = { readonly person: WholePerson; readonly onClose: () => void }

export function EraseSheet({ person: { id, email }, onClose }: EraseSheetProps) {
  const { person, table } = useAdminTexts()
  const words = person.erase
  const [final, setFinal] = useState(false)
  const [sure, setSure] = useState(false)
  return (
    <ReasonSheet
      title={words.title}
      lead={table.about(email, words.lead)}
      button={words.button}
      isDanger
      isReady={sure}
      said={words.said}
      act={(reason) =>
        answerOf(api.POST('/api/admin/users/{id}/erase/', { params: { path: { id } }, body: { final, reason } }))
      }
      onClose={onClose}
    >
      <Checkbox label={words.final} checked={final} onChange={(event) => setFinal(event.currentTarget.checked)} />
      <Checkbox label={words.sure} checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
    </ReasonSheet>
  )
}
