import { Button, TextInput } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import type { Kind } from '../account/factor-kinds.ts'
import { shownError, useAct } from '../account/use-act.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form, Good } from '../form/form.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { useApi } from './with-api.ts'

export type CodeKind = Exclude<Kind, 'totp'>
type CodeSetupProps = { readonly kind: CodeKind; readonly onDone: () => void }

/** Codes by mail or text message: one is sent, and comes back. */
export function CodeSetup({ kind, onDone }: CodeSetupProps) {
  const [sent, setSent] = useState(false)
  return sent ? <ConfirmCode kind={kind} onDone={onDone} /> : <SendCode kind={kind} onSent={() => setSent(true)} />
}

function SendCode({ kind, onSent }: { kind: CodeKind; onSent: () => void }) {
  const { security } = useTexts().account
  const api = useApi()
  const [phone, setPhone] = useState('')
  const send = useAct({
    act: () =>
      kind === 'email'
        ? answerOf(api.POST('/api/auth/mfa/email/setup/'))
        : answerOf(api.POST('/api/auth/mfa/sms/setup/', { body: { phone_number: phone } })),
    onDone: onSent,
    inForm: true,
  })
  return (
    <Form act={() => send.mutate()} error={shownError(send)} fields={['phone_number']}>
      {kind === 'sms' && (
        <TextInput
          label={security.phone}
          description={security.phoneHint}
          type="tel"
          name="phone_number"
          autoComplete="tel"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
          error={faultOf(send.error, 'phone_number')}
        />
      )}
      {kind === 'sms' && <p className="quiet">{security.phoneRisk}</p>}
      <Button type="submit" loading={send.isPending} fullWidth>
        {security.sendCode}
      </Button>
    </Form>
  )
}

function ConfirmCode({ kind, onDone }: { kind: CodeKind; onDone: () => void }) {
  const { security } = useTexts().account
  const api = useApi()
  const [code, setCode] = useState('')
  const confirm = useAct({
    act: () =>
      kind === 'email'
        ? answerOf(api.POST('/api/auth/mfa/email/verify/', { body: { code } }))
        : answerOf(api.POST('/api/auth/mfa/sms/verify/', { body: { code } })),
    said: security.factorOn,
    onDone,
    inForm: true,
  })
  return (
    <Form act={() => confirm.mutate()} error={shownError(confirm)} fields={['code']}>
      <Good>{security.codeSent[kind]}</Good>
      <CodeField isNext value={code} onChange={setCode} fault={faultOf(confirm.error, 'code')} />
      <Button type="submit" loading={confirm.isPending} fullWidth>
        {security.turnOn}
      </Button>
    </Form>
  )
}
