import { useNavigate } from '@tanstack/react-router'
import { useToast } from '../../notices/toasts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import type { Endpoint } from './ask-webhooks.ts'
import { type ActWord, webhookActs } from './webhook-acts.ts'

type ActSheetProps = { readonly word: ActWord; readonly endpoint: Endpoint; readonly onClose: () => void }

export function ActSheet({ word, endpoint: { id, url }, onClose }: ActSheetProps) {
  const { webhooks, table } = useAdminTexts()
  const say = useToast()
  const navigate = useNavigate()
  const { title, lead, button, said } = webhooks.actWords[word]
  return (
    <ReasonSheet
      title={title}
      lead={table.about(url, lead)}
      button={button}
      isDanger={webhookActs[word].isDanger ?? false}
      act={(reason) => webhookActs[word].run(id, reason)}
      onDone={({ changed }) => {
        say(changed ? said : webhooks.unchanged)
        if (word === 'remove') void navigate({ to: '/admin/webhooks' })
      }}
      onClose={onClose}
    />
  )
}
