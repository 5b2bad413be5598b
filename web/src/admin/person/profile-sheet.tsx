import { TextInput } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { faultOf } from '../../texts/sentence.ts'
import { ReasonSheet } from '../reason-sheet.tsx'
import type { WholePerson } from './ask-person.ts'

type ProfileSheetProps = { readonly person: WholePerson; readonly onClose: () => void }

const fields = ['username', 'display_name', 'locale', 'timezone', 'avatar_url'] as const
type Field = (typeof fields)[number]

export function ProfileSheet({ person, onClose }: ProfileSheetProps) {
  const { profile, facts } = useAdminTexts().person
  const [wish, setWish] = useState<Partial<Record<Field, string>>>({})
  const labels: Readonly<Record<Field, string>> = {
    username: facts.username,
    display_name: facts.displayName,
    locale: facts.locale,
    timezone: facts.timezone,
    avatar_url: facts.avatar,
  }
  const changed = Object.fromEntries(fields.flatMap((name) => changeOf(name, wish[name], person[name])))
  return (
    <ReasonSheet
      title={profile.button}
      lead={person.email}
      button={profile.button}
      isReady={Object.keys(changed).length > 0}
      said={profile.said}
      fields={fields}
      act={(reason) =>
        answerOf(
          api.PATCH('/api/admin/users/{id}/', { params: { path: { id: person.id } }, body: { ...changed, reason } }),
        )
      }
      onClose={onClose}
    >
      {(error) =>
        fields.map((name) => (
          <TextInput
            key={name}
            label={labels[name]}
            name={name}
            value={wish[name] ?? person[name]}
            onChange={({ currentTarget: { value } }) => setWish((now) => ({ ...now, [name]: value }))}
            error={faultOf(error, name)}
          />
        ))
      }
    </ReasonSheet>
  )
}

function changeOf(name: Field, wish: string | undefined, present: string): [Field, string][] {
  return wish === undefined || wish === present ? [] : [[name, wish]]
}
