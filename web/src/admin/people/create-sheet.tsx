import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { faultOf } from '../../texts/sentence.ts'
import { ReasonSheet } from '../reason-sheet.tsx'
import { type Role, roleOf, useRoleOptions } from './roles.ts'

/** Makes an account for somebody, and goes to its page. */
export function CreateSheet({ onClose }: { readonly onClose: () => void }) {
  const { people } = useAdminTexts()
  const words = people.create
  const [wish, setWish] = useState({ email: '', username: '', verified: false, invite: true })
  const [role, setRole] = useState<Role>('none')
  const options = useRoleOptions()
  const navigate = useNavigate()
  const write = (change: Partial<typeof wish>) => setWish((now) => ({ ...now, ...change }))
  return (
    <ReasonSheet
      title={words.title}
      lead={words.lead}
      button={words.submit}
      isReady={wish.email !== '' && wish.username !== ''}
      said={words.said}
      fields={['email', 'username', 'role']}
      act={(reason) => answerOf(api.POST('/api/admin/users/', { body: { ...wish, role, reason } }))}
      onDone={({ id }) => void navigate({ to: '/admin/people/$id', params: { id } })}
      onClose={onClose}
    >
      {(error) => (
        <>
          <TextInput
            label={words.email}
            type="email"
            value={wish.email}
            onChange={({ currentTarget }) => write({ email: currentTarget.value })}
            error={faultOf(error, 'email')}
          />
          <TextInput
            label={words.username}
            value={wish.username}
            onChange={({ currentTarget }) => write({ username: currentTarget.value })}
            error={faultOf(error, 'username')}
          />
          <NativeSelect
            label={people.role}
            data={options}
            value={role}
            onChange={({ currentTarget }) => setRole(roleOf([currentTarget.value]))}
            error={faultOf(error, 'role')}
          />
          <Checkbox
            label={words.verified}
            checked={wish.verified}
            onChange={({ currentTarget }) => write({ verified: currentTarget.checked })}
          />
          <Checkbox
            label={words.invite}
            checked={wish.invite}
            onChange={({ currentTarget }) => write({ invite: currentTarget.checked })}
          />
        </>
      )}
    </ReasonSheet>
  )
}
