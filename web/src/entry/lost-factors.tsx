import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api } from '../app/service.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form, Good } from '../form/form.tsx'
import { useMoments } from '../look/moments.ts'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'

type LostFactorsProps = { readonly ticket: string; readonly onBack: () => void }

/** The way on for whoever has lost every second factor: the mailbox, and a backup code or an administrator, after a delay. */
export function LostFactors({ ticket: mfa_token, onBack }: LostFactorsProps) {
  const { lost, back } = useTexts().proof
  const [asked, setAsked] = useState(false)
  const ask = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/login/recover/', { body: { mfa_token } })),
    onSuccess: () => setAsked(true),
  })
  return (
    <div className="stack">
      {asked ? (
        <ConfirmLoss ticket={mfa_token} />
      ) : (
        <Form act={ask.mutate} error={ask.error}>
          <p>{lost.lead}</p>
          <Button type="submit" loading={ask.isPending} fullWidth>
            {lost.ask}
          </Button>
        </Form>
      )}
      <Button variant="quiet" onClick={onBack}>
        {back}
      </Button>
    </div>
  )
}

function ConfirmLoss({ ticket: mfa_token }: { ticket: string }) {
  const { fields, proof } = useTexts()
  const { exactly } = useMoments()
  const [code, setCode] = useState('')
  const [backup, setBackup] = useState('')
  const confirm = useMutation({
    mutationFn: () => {
      const body = { mfa_token, code, ...(backup === '' ? {} : { backup_code: backup }) }
      return answerOf(api.POST('/api/auth/login/recover/confirm/', { body }))
    },
  })
  if (confirm.data) {
    const { due_at } = confirm.data
    return <Good>{due_at === null ? proof.lost.waits : proof.lost.due(exactly(due_at))}</Good>
  }
  return (
    <Form act={confirm.mutate} error={confirm.error} fields={['code', 'backup_code']}>
      <CodeField
        isNext
        label={fields.code}
        value={code}
        onChange={setCode}
        hint={proof.emailHint}
        fault={faultOf(confirm.error, 'code')}
      />
      <CodeField
        letters
        label={proof.methods.backup_code.name}
        value={backup}
        onChange={setBackup}
        hint={proof.lost.backupHint}
        fault={faultOf(confirm.error, 'backup_code')}
      />
      <Button type="submit" loading={confirm.isPending} fullWidth>
        {proof.lost.confirm}
      </Button>
    </Form>
  )
}
