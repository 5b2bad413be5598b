import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { saveAnswer } from '../save-answer.ts'
import type { AuditSearch } from './search.ts'

type ExportSheetProps = { readonly search: AuditSearch; readonly onClose: () => void }

/** Saves what the filters pick as a file. */
export function ExportSheet({ search, onClose }: ExportSheetProps) {
  const words = useAdminTexts().audit.exporting
  return (
    <ReasonSheet
      title={words.title}
      lead={words.lead}
      button={words.button}
      said={words.said}
      act={(reason) =>
        saveAnswer(api.POST('/api/admin/audit/export/', { body: { ...search, reason }, parseAs: 'blob' }))
      }
      onClose={onClose}
    />
  )
}
