import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useToast } from '../../notices/toasts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import type { Chosen } from '../people/use-selection.ts'
import { ReasonSheet } from '../reason-sheet.tsx'

/** Tries again what was given up: what is chosen, or all of it. */
export function RetryBar({ selection: { chosen, clear } }: { readonly selection: Chosen }) {
  const { outbox } = useAdminTexts()
  const [open, setOpen] = useState<'all' | 'chosen'>()
  return (
    <div className="bulk">
      <span role="status">{outbox.chosen(chosen.size)}</span>
      {chosen.size > 0 && (
        <Button variant="default" size="sm" onClick={() => setOpen('chosen')}>
          {outbox.retryChosen}
        </Button>
      )}
      <Button variant="default" size="sm" onClick={() => setOpen('all')}>
        {outbox.retryAll}
      </Button>
      {open && (
        <RetrySheet
          ids={open === 'chosen' ? [...chosen] : undefined}
          onDone={clear}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  )
}

type RetrySheetProps = {
  /** Undefined for all. */
  readonly ids: readonly string[] | undefined
  readonly onDone: () => void
  readonly onClose: () => void
}

function RetrySheet({ ids, onDone, onClose }: RetrySheetProps) {
  const { outbox } = useAdminTexts()
  const say = useToast()
  const which = ids === undefined ? {} : { ids: [...ids] }
  return (
    <ReasonSheet
      title={outbox.retryTitle}
      lead={ids === undefined ? outbox.allLead : outbox.chosen(ids.length)}
      button={ids === undefined ? outbox.retryAll : outbox.retryChosen}
      act={(reason) => answerOf(api.POST('/api/admin/outbox/retry/', { body: { ...which, reason } }))}
      onDone={({ retried }) => {
        say(outbox.said(retried))
        onDone()
      }}
      onClose={onClose}
    />
  )
}
