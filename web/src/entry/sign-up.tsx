import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { Form } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { EntryPage } from './entry-page.tsx'

const fields = ['email', 'username', 'password']

export function SignUp() {
  const texts = useTexts()
  const { signUp } = texts
  const navigate = useNavigate()
  const [person, setPerson] = useState({ email: '', username: '', password: '' })
  const register = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/register/', { body: person })),
    onSuccess: () => navigate({ to: '/verify', state: { email: person.email } }),
  })
  const set = (name: keyof typeof person) => (value: string) => setPerson((now) => ({ ...now, [name]: value }))
  const fault = (name: string) => faultOf(register.error, name)
  const foot = (
    <span>
      {signUp.haveAccount} <Link to="/sign-in">{signUp.toSignIn}</Link>
    </span>
  )
  return (
    <EntryPage title={signUp.title} lead={signUp.lead} foot={foot}>
      <Form act={register.mutate} error={register.error} fields={fields}>
        <TextInput
          label={texts.fields.email}
          type="email"
          name="email"
          autoComplete="email"
          value={person.email}
          onChange={(event) => set('email')(event.currentTarget.value)}
          error={fault('email')}
        />
        <TextInput
          label={texts.fields.username}
          description={signUp.usernameHint}
          name="username"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          value={person.username}
          onChange={(event) => set('username')(event.currentTarget.value)}
          error={fault('username')}
        />
        <PasswordField
          label={texts.fields.password}
          name="password"
          autoComplete="new-password"
          value={person.password}
          onChange={set('password')}
          fault={fault('password')}
          about={person}
        />
        <Button type="submit" loading={register.isPending} fullWidth>
          {signUp.submit}
        </Button>
      </Form>
    </EntryPage>
  )
}
