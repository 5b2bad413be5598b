import { NativeSelect } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { faultOf } from '../../texts/sentence.ts'
import { type Role, roleOf, useRoleOptions } from '../people/roles.ts'
import { ReasonSheet } from '../reason-sheet.tsx'
import type { WholePerson } from './ask-person.ts'

type RoleSheetProps = { readonly person: WholePerson; readonly onClose: () => void }

export function RoleSheet({ person: { id, email, roles }, onClose }: RoleSheetProps) {
  const { person: words, people, table } = useAdminTexts()
  const [role, setRole] = useState<Role>(roleOf(roles))
  const options = useRoleOptions()
  return (
    <ReasonSheet
      title={words.role.button}
      lead={table.about(email, words.role.lead)}
      button={words.role.button}
      isDanger
      isReady={role !== roleOf(roles)}
      said={words.role.said}
      fields={['role']}
      act={(reason) =>
        answerOf(api.POST('/api/admin/users/{id}/role/', { params: { path: { id } }, body: { role, reason } }))
      }
      onClose={onClose}
    >
      {(error) => (
        <NativeSelect
          label={people.role}
          data={options}
          value={role}
          onChange={({ currentTarget }) => setRole(roleOf([currentTarget.value]))}
          error={faultOf(error, 'role')}
        />
      )}
    </ReasonSheet>
  )
}
