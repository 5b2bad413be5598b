import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import type { Endpoint } from './ask-webhooks.ts'

function sendTest(id: string, reason: string) {
  return answerOf(api.POST('/api/admin/webhooks/{id}/test/', { params: { path: { id } }, body: { reason } }))
}

/** What an address made of a test. */
export type Outcome = Awaited<ReturnType<typeof sendTest>>

type TestSheetProps = {
  readonly endpoint: Endpoint
  readonly onOutcome: (outcome: Outcome) => void
  readonly onClose: () => void
}

export function TestSheet({ endpoint: { id, url }, onOutcome, onClose }: TestSheetProps) {
  const { webhooks, table } = useAdminTexts()
  const { test } = webhooks
  return (
    <ReasonSheet
      title={test.title}
      lead={table.about(url, test.lead)}
      button={test.button}
      act={(reason) => sendTest(id, reason)}
      onDone={onOutcome}
      onClose={onClose}
    />
  )
}

export function OutcomeNote({ outcome: { delivered, status, error } }: { readonly outcome: Outcome }) {
  const { test } = useAdminTexts().webhooks
  return (
    <p className={delivered ? 'alert good' : 'alert fault'} role="status">
      {delivered ? test.arrived(status) : test.failed(error ?? String(status ?? '–'))}
    </p>
  )
}
