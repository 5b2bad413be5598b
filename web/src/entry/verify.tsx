import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form, Good } from '../form/form.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { EntryPage } from './entry-page.tsx'

/** The code of the verification mail, for whoever has the mail on another device. Its link has a page of the service. */
export function Verify() {
  const texts = useTexts()
  const { verify: words } = texts
  const navigate = useNavigate()
  const known = useRouterState({ select: ({ location }) => location.state.email })
  const [email, setEmail] = useState(known ?? '')
  const [code, setCode] = useState('')
  const verify = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/verify-email/', { body: { email, code } })),
    onSuccess: () => navigate({ to: '/sign-in', search: { after: 'verified' }, state: { email } }),
  })
  const resend = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/resend-verification/', { body: { email } })),
  })
  const foot = (
    <>
      <Button variant="quiet" size="compact-sm" onClick={() => resend.mutate()} loading={resend.isPending}>
        {words.resend}
      </Button>
      <Link to="/sign-in">{words.toSignIn}</Link>
    </>
  )
  return (
    <EntryPage title={words.title} lead={known ? words.lead(known) : words.leadWithout} foot={foot}>
      <Form act={verify.mutate} error={verify.error ?? resend.error} fields={['email', 'code']}>
        {resend.isSuccess && <Good>{words.resent}</Good>}
        {known === undefined && (
          <TextInput
            label={texts.fields.email}
            type="email"
            name="email"
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={faultOf(verify.error ?? resend.error, 'email')}
          />
        )}
        <CodeField value={code} onChange={setCode} fault={faultOf(verify.error, 'code')} />
        <Button type="submit" loading={verify.isPending} fullWidth>
          {words.submit}
        </Button>
      </Form>
    </EntryPage>
  )
}
