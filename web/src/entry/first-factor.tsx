import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ApiProblem } from 'kalosphere-auth/api-problem.ts'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import type { After } from '../app/router-state.ts'
import { api } from '../app/service.ts'
import { Form, Good, Note } from '../form/form.tsx'
import { PasswordField } from '../form/password-field.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { type Enrolment, enrolmentOf } from './enrolment.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { SocialButtons } from './social-buttons.tsx'
import { type Waiting, waitingOf } from './waiting.ts'

type FirstFactorProps = {
  readonly said: After | undefined
  readonly email: string | undefined
  readonly onDone: (access: string) => void
  readonly onWaiting: (waiting: Waiting) => void
  readonly onEnrolment: (enrolment: Enrolment) => void
}

/** The password, a passkey, or another service. */
export function FirstFactor({ said, email = '', onDone, onWaiting, onEnrolment }: FirstFactorProps) {
  const texts = useTexts()
  const [name, setName] = useState(email)
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/login/', { body: { email: name, password } })),
    onSuccess: ({ access }) => onDone(access),
    onError: (error) => {
      const [waiting, enrolment] = [waitingOf(error), enrolmentOf(error)]
      if (waiting) onWaiting(waiting)
      if (enrolment) onEnrolment(enrolment)
    },
  })
  const leadsOn = waitingOf(signIn.error) ?? enrolmentOf(signIn.error)
  const error = leadsOn ? null : signIn.error
  return (
    <div className="stack">
      {said && !error && <Said after={said} />}
      <Form act={signIn.mutate} error={error} fields={['email', 'password']}>
        <TextInput
          label={texts.fields.emailOrUsername}
          name="email"
          autoComplete="username webauthn"
          autoCapitalize="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={faultOf(error, 'email')}
        />
        <PasswordField
          label={texts.fields.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          fault={faultOf(error, 'password')}
        />
        <NotVerified error={error} name={name} />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {texts.signIn.submit}
        </Button>
      </Form>
      <p className="or">{texts.signIn.or}</p>
      <PasskeyButton onDone={onDone} />
      <SocialButtons />
    </div>
  )
}

function Said({ after }: { after: After }) {
  const sentence = useTexts().signIn[after]
  return after === 'unfinished' || after === 'late' ? <Note>{sentence}</Note> : <Good>{sentence}</Good>
}

/** Told only after the right password; the way on is the code. */
function NotVerified({ error, name }: { error: unknown; name: string }) {
  const texts = useTexts()
  if (!(error instanceof ApiProblem) || error.code !== 'email_not_verified') return null
  return (
    <Link to="/verify" state={name.includes('@') ? { email: name } : {}}>
      {texts.signIn.notVerified}
    </Link>
  )
}

export function SignInFoot() {
  const { signIn } = useTexts()
  return (
    <>
      <span>
        {signIn.noAccount} <Link to="/sign-up">{signIn.toSignUp}</Link>
      </span>
      <Link to="/recover">{signIn.forgotten}</Link>
    </>
  )
}
