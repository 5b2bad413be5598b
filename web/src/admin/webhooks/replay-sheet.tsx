import { NativeSelect, TextInput } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { type ReactNode, useState } from 'react'
import { api } from '../../app/service.ts'
import { useToast } from '../../notices/toasts.tsx'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { faultOf } from '../../texts/sentence.ts'
import { ReasonSheet } from '../reason-sheet.tsx'

type Which = { readonly event_id: string } | { readonly dead: true } | { readonly since: string }

type SendAgainProps = {
  readonly endpointId: string
  /** Undefined while it is not chosen. */
  readonly which: Which | undefined
  readonly lead: string
  readonly onClose: () => void
  readonly children?: (error: Error | null) => ReactNode
}

function SendAgain({ endpointId: id, which, lead, onClose, children }: SendAgainProps) {
  const { replay } = useAdminTexts().webhooks
  const say = useToast()
  const params = { path: { id } }
  return (
    <ReasonSheet
      title={replay.title}
      lead={lead}
      button={replay.button}
      isReady={which !== undefined}
      act={(reason) => answerOf(api.POST('/api/admin/webhooks/{id}/replay/', { params, body: { ...which, reason } }))}
      onDone={({ replayed }) => say(replay.said(replayed))}
      onClose={onClose}
      fields={['since']}
    >
      {children}
    </ReasonSheet>
  )
}

type OneSheetProps = { readonly endpointId: string; readonly eventId: string; readonly onClose: () => void }

/** Sends one event once more. */
export function ReplayOneSheet({ endpointId, eventId, onClose }: OneSheetProps) {
  const { replay } = useAdminTexts().webhooks
  return <SendAgain endpointId={endpointId} which={{ event_id: eventId }} lead={replay.one} onClose={onClose} />
}

type ReplaySheetProps = { readonly endpointId: string; readonly onClose: () => void }

/** Sends what was given up, or all since a time. */
export function ReplaySheet({ endpointId, onClose }: ReplaySheetProps) {
  const { replay } = useAdminTexts().webhooks
  const [kind, setKind] = useState<'dead' | 'since'>('dead')
  const [time, setTime] = useState('')
  const at = new Date(time)
  // Whoever is still typing a year has no time yet.
  const since = Number.isNaN(at.getTime()) ? undefined : { since: at.toISOString() }
  return (
    <SendAgain
      endpointId={endpointId}
      which={kind === 'dead' ? { dead: true } : since}
      lead={replay.lead}
      onClose={onClose}
    >
      {(error) => (
        <>
          <NativeSelect
            label={replay.which}
            data={[
              { value: 'dead', label: replay.dead },
              { value: 'since', label: replay.since },
            ]}
            value={kind}
            onChange={({ currentTarget }) => setKind(currentTarget.value === 'since' ? 'since' : 'dead')}
          />
          {kind === 'since' && (
            <TextInput
              label={replay.time}
              type="datetime-local"
              value={time}
              onChange={({ currentTarget }) => setTime(currentTarget.value)}
              error={faultOf(error, 'since')}
            />
          )}
        </>
      )}
    </SendAgain>
  )
}
