import { Button, TextInput } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form, Good } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { Sheet } from '../look/sheet.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { shownError, useAct } from './use-act.ts'

/** A new address: asked for with the password, and taken by a code that was mailed to it. */
export function ChangeEmail() {
  const { account } = useTexts()
  const [open, setOpen] = useState(false)
  const [sentTo, setSentTo] = useState<string>()
  const close = () => {
    setOpen(false)
    setSentTo(undefined)
  }
  return (
    <div>
      <Button variant="default" onClick={() => setOpen(true)}>
        {account.profile.changeEmail}
      </Button>
      {open && (
        <Sheet title={account.profile.changeEmail} onClose={close}>
          {sentTo === undefined ? <AskForEmail onSent={setSentTo} /> : <ConfirmEmail email={sentTo} onDone={close} />}
        </Sheet>
      )}
    </div>
  )
}

function AskForEmail({ onSent }: { onSent: (email: string) => void }) {
  const texts = useTexts()
  const [wish, setWish] = useState({ new_email: '', password: '' })
  const ask = useAct({
    act: () => answerOf(api.POST('/api/auth/profile/email/', { body: wish })),
    onDone: () => onSent(wish.new_email),
    inForm: true,
  })
  return (
    <Form act={() => ask.mutate()} error={shownError(ask)} fields={['new_email', 'password']}>
      <TextInput
        label={texts.account.profile.newEmail}
        type="email"
        name="new_email"
        autoComplete="email"
        value={wish.new_email}
        onChange={(event) => setWish({ ...wish, new_email: event.currentTarget.value })}
        error={faultOf(ask.error, 'new_email')}
      />
      <PasswordField
        label={texts.fields.currentPassword}
        name="password"
        autoComplete="current-password"
        value={wish.password}
        onChange={(password) => setWish({ ...wish, password })}
        fault={faultOf(ask.error, 'password')}
      />
      <Button type="submit" loading={ask.isPending} fullWidth>
        {texts.account.profile.changeEmail}
      </Button>
    </Form>
  )
}

function ConfirmEmail({ email, onDone }: { email: string; onDone: () => void }) {
  const { account } = useTexts()
  const [code, setCode] = useState('')
  const confirm = useAct({
    act: () => answerOf(api.POST('/api/auth/profile/email/confirm/', { body: { code } })),
    said: account.profile.emailChanged,
    onDone,
    inForm: true,
  })
  return (
    <Form act={() => confirm.mutate()} error={shownError(confirm)} fields={['code']}>
      <Good>{account.profile.emailSent(email)}</Good>
      <CodeField value={code} onChange={setCode} fault={faultOf(confirm.error, 'code')} />
      <Button type="submit" loading={confirm.isPending} fullWidth>
        {account.profile.confirmEmail}
      </Button>
    </Form>
  )
}
