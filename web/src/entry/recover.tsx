import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { EntryPage } from './entry-page.tsx'

/** A forgotten password: the mail is asked for, then its code taken. Its link has a page of the service. */
export function Recover() {
  const { recover: words } = useTexts()
  const [mailed, setMailed] = useState<string>()
  const foot = <Link to="/sign-in">{words.toSignIn}</Link>
  return mailed === undefined ? (
    <EntryPage key="ask" title={words.title} lead={words.lead} foot={foot}>
      <AskForMail onMailed={setMailed} />
    </EntryPage>
  ) : (
    <EntryPage key="choose" title={words.codeTitle} lead={words.codeLead(mailed)} foot={foot}>
      <ChoosePassword email={mailed} />
    </EntryPage>
  )
}

function AskForMail({ onMailed }: { onMailed: (email: string) => void }) {
  const texts = useTexts()
  const [email, setEmail] = useState('')
  const ask = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/forgot-password/', { body: { email } })),
    onSuccess: () => onMailed(email),
  })
  return (
    <Form act={ask.mutate} error={ask.error} fields={['email']}>
      <TextInput
        label={texts.fields.email}
        type="email"
        name="email"
        autoComplete="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={faultOf(ask.error, 'email')}
      />
      <Button type="submit" loading={ask.isPending} fullWidth>
        {texts.recover.submit}
      </Button>
    </Form>
  )
}

function ChoosePassword({ email }: { email: string }) {
  const texts = useTexts()
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const reset = useMutation({
    mutationFn: () => {
      // It can be looked at while it is typed, so it is typed once.
      const body = { email, code, new_password: password, confirm_password: password }
      return answerOf(api.POST('/api/auth/reset-password/', { body }))
    },
    onSuccess: () => navigate({ to: '/sign-in', search: { after: 'reset' }, state: { email } }),
  })
  return (
    <Form act={reset.mutate} error={reset.error} fields={['code', 'new_password']}>
      <CodeField value={code} onChange={setCode} fault={faultOf(reset.error, 'code')} />
      <PasswordField
        label={texts.fields.newPassword}
        name="new_password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        fault={faultOf(reset.error, 'new_password')}
        about={{ email }}
      />
      <Button type="submit" loading={reset.isPending} fullWidth>
        {texts.recover.setPassword}
      </Button>
    </Form>
  )
}
