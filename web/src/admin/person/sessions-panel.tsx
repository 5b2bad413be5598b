import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { Panel } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { useMoments } from '../../look/moments.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { ReasonSheet } from '../reason-sheet.tsx'
import { useStaff } from '../rights.ts'
import type { WholePerson } from './ask-person.ts'

type Session = WholePerson['sessions'][number]

/** Where somebody is signed in, and what ends one of it. */
export function SessionsPanel({ person, canEnd }: { readonly person: WholePerson; readonly canEnd: boolean }) {
  const { person: words } = useAdminTexts()
  const { may } = useStaff()
  const { ago } = useMoments()
  const [ending, setEnding] = useState<Session>()
  return (
    <Panel title={words.sessions(person.live_sessions)}>
      <ul className="list">
        {person.sessions.length === 0 && <li className="quiet">{words.none}</li>}
        {person.sessions.map((one) => (
          <li key={one.id}>
            <span className="grow">
              <strong>{nameOf(one, words.program)}</strong>
              <span className="about">{[one.place ?? one.address, words.seen(ago(one.last_seen_at))].join(' · ')}</span>
            </span>
            {canEnd && may('users.end_sessions') && (
              <Button
                variant="default"
                size="sm"
                aria-label={words.endLabel(nameOf(one, words.program))}
                onClick={() => setEnding(one)}
              >
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ending && <EndSheet personId={person.id} one={ending} onClose={() => setEnding(undefined)} />}
    </Panel>
  )
}

function nameOf({ name, browser, system }: Session, otherwise: string): string {
  return name || [browser, system].filter(Boolean).join(' · ') || otherwise
}

type EndSheetProps = { readonly personId: string; readonly one: Session; readonly onClose: () => void }

function EndSheet({ personId: id, one, onClose }: EndSheetProps) {
  const { person: words } = useAdminTexts()
  const path = { id, session: one.id }
  return (
    <ReasonSheet
      title={words.endSession.title}
      lead={words.endSession.lead(nameOf(one, words.program))}
      button={words.endSession.title}
      said={words.endSession.said}
      act={(reason) =>
        answerOf(api.POST('/api/admin/users/{id}/sessions/{session}/end/', { params: { path }, body: { reason } }))
      }
      onClose={onClose}
    />
  )
}
