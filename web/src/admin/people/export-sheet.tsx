import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { saveAnswer } from '../save-answer.ts'
import type { PeopleSearch } from './search.ts'

type ExportSheetProps = { readonly search: PeopleSearch; readonly onClose: () => void }

/** Saves whom the filters pick as a file. */
export function ExportSheet({ search, onClose }: ExportSheetProps) {
  const words = useAdminTexts().people.exporting
  const [format, setFormat] = useState<'csv' | 'jsonl'>('csv')
  const { sort: _, ...filters } = search
  return (
    <ReasonSheet
      title={words.title}
      lead={words.lead}
      button={words.submit}
      said={words.said}
      act={(reason) =>
        saveAnswer(api.POST('/api/admin/users/export/', { body: { ...filters, format, reason }, parseAs: 'blob' }))
      }
      onClose={onClose}
    >
      <NativeSelect
        label={words.format}
        data={[
          { value: 'csv', label: words.formats.csv },
          { value: 'jsonl', label: words.formats.jsonl },
        ]}
        value={format}
        onChange={({ currentTarget }) => setFormat(currentTarget.value === 'jsonl' ? 'jsonl' : 'csv')}
      />
    </ReasonSheet>
  )
}
