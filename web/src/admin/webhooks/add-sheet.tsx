import { Checkbox, TextInput } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { faultOf } from '../../texts/sentence.ts'
import { ReasonSheet } from '../reason-sheet.tsx'
import { eventTypes } from './event-types.ts'

type AddSheetProps = { readonly onSecret: (secret: string) => void; readonly onClose: () => void }

export function AddSheet({ onSecret, onClose }: AddSheetProps) {
  const { add } = useAdminTexts().webhooks
  const [url, setUrl] = useState('')
  const [events, setEvents] = useState<string[]>([])
  const only = events.length === 0 ? {} : { events: events.join(',') }
  return (
    <ReasonSheet
      title={add.title}
      lead={add.lead}
      button={add.submit}
      isReady={url.trim() !== ''}
      act={(reason) => answerOf(api.POST('/api/admin/webhooks/', { body: { url: url.trim(), ...only, reason } }))}
      onDone={({ secret }) => onSecret(secret)}
      onClose={onClose}
      fields={['url', 'events']}
    >
      {(error) => (
        <>
          <TextInput
            label={add.url}
            description={add.urlHint}
            type="url"
            maxLength={2000}
            value={url}
            onChange={({ currentTarget }) => setUrl(currentTarget.value)}
            error={faultOf(error, 'url')}
            data-autofocus
          />
          <Checkbox.Group
            label={add.events}
            description={add.eventsHint}
            value={events}
            onChange={setEvents}
            error={faultOf(error, 'events')}
          >
            <div className="stack tight choices">
              {eventTypes.map((type) => (
                <Checkbox key={type} label={type} value={type} />
              ))}
            </div>
          </Checkbox.Group>
        </>
      )}
    </ReasonSheet>
  )
}
