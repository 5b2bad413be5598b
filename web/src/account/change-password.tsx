import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { profileQuery } from '../app/asked.ts'
import { api } from '../app/service.ts'
import { Form } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { Sheet } from '../look/sheet.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { shownError, useAct } from './use-act.ts'

export function ChangePassword() {
  const { security } = useTexts().account
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button variant="default" onClick={() => setOpen(true)}>
        {security.changePassword}
      </Button>
      {open && <ChangePasswordSheet onClose={() => setOpen(false)} />}
    </div>
  )
}

function ChangePasswordSheet({ onClose }: { onClose: () => void }) {
  const texts = useTexts()
  const { security } = texts.account
  const { data: about = {} } = useQuery(profileQuery)
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useAct({
    act: () => {
      const body = { current_password: current, new_password: password, confirm_password: password }
      return answerOf(api.POST('/api/auth/change-password/', { body }))
    },
    said: security.passwordChanged,
    onDone: onClose,
    inForm: true,
  })
  return (
    <Sheet title={security.changePassword} lead={security.passwordLead} onClose={onClose}>
      <Form act={() => change.mutate()} error={shownError(change)} fields={['current_password', 'new_password']}>
        <PasswordField
          label={texts.fields.currentPassword}
          name="current_password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          fault={faultOf(change.error, 'current_password')}
        />
        <PasswordField
          label={texts.fields.newPassword}
          name="new_password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          fault={faultOf(change.error, 'new_password')}
          about={about}
        />
        <Button type="submit" loading={change.isPending} fullWidth>
          {security.changePassword}
        </Button>
      </Form>
    </Sheet>
  )
}
