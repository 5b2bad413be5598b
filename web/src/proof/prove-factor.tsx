import { Button, Checkbox } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { provePasskey } from 'kalosphere-auth/passkeys.ts'
import { useEffect, useState } from 'react'
import { CodeField } from '../form/code-field.tsx'
import { Fault, Form, Good } from '../form/form.tsx'
import { Icon } from '../look/icons.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { Choices, type FactorWord, factorWords } from './choices.tsx'

export type FactorAnswer = {
  readonly method: string
  readonly code?: string
  readonly credential?: Record<string, unknown>
  readonly remember_device?: boolean
}

type ProveFactorProps = {
  readonly methods: readonly string[]
  readonly prove: (answer: FactorAnswer) => Promise<void>
  readonly send: (method: string) => Promise<void>
  readonly options: () => Promise<Record<string, unknown>>
  readonly canRemember?: boolean
}

type Method = FactorWord | 'backup_code'
/** What is easiest comes first, and what is used up last. */
const order: readonly Method[] = [...factorWords, 'backup_code']

/** Proves a second factor, one of those that the account has. */
export function ProveFactor({ methods, ...rest }: ProveFactorProps) {
  const { proof } = useTexts()
  const offered = order.filter((one) => methods.includes(one))
  const [chosen, choose] = useState<Method | undefined>(offered[0])
  if (chosen === undefined) {
    return (
      <div className="stack">
        <h2>{proof.choose}</h2>
        <Choices offered={offered} onChoose={choose} />
      </div>
    )
  }
  return (
    <div className="stack">
      {chosen === 'webauthn' ? <KeyProof {...rest} /> : <CodeProof key={chosen} method={chosen} {...rest} />}
      {offered.length > 1 && (
        <Button variant="quiet" onClick={() => choose(undefined)}>
          {proof.another}
        </Button>
      )}
    </div>
  )
}

type ProofProps = Omit<ProveFactorProps, 'methods'>

function KeyProof({ prove, options, canRemember }: ProofProps) {
  const { proof } = useTexts()
  const [remember, setRemember] = useState(false)
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const credential = await provePasskey(await options())
      await prove({ method: 'webauthn', credential, ...remembering(remember) })
    },
  })
  const isOurs = error?.name === 'ApiProblem' || error?.name === 'UnreachableError'
  return (
    <div className="stack">
      {error && isOurs && <Fault error={error} />}
      {error && !isOurs && (
        <p className="alert fault" role="alert">
          {proof.keyFailed}
        </p>
      )}
      {canRemember && <Remember checked={remember} onChange={setRemember} />}
      <Button onClick={() => mutate()} loading={isPending} leftSection={<Icon name="key" />} fullWidth>
        {proof.useKey}
      </Button>
    </div>
  )
}

function CodeProof({ method, prove, send, canRemember }: ProofProps & { method: Exclude<Method, 'webauthn'> }) {
  const { proof, fields } = useTexts()
  const [code, setCode] = useState('')
  const [remember, setRemember] = useState(false)
  const isSent = method === 'email' || method === 'sms'
  const sending = useMutation({ mutationFn: () => send(method) })
  const proving = useMutation({ mutationFn: () => prove({ method, code, ...remembering(remember) }) })
  const sendNow = sending.mutate
  useEffect(() => {
    if (isSent) sendNow()
  }, [isSent, sendNow])
  const hints = { totp: proof.totpHint, email: proof.emailHint, sms: proof.smsHint, backup_code: proof.backupHint }
  const isBackup = method === 'backup_code'
  return (
    <Form act={proving.mutate} error={proving.error ?? sending.error} fields={['code']}>
      <CodeField
        value={code}
        onChange={setCode}
        hint={hints[method]}
        fault={faultOf(proving.error, 'code')}
        label={isBackup ? proof.methods.backup_code.name : fields.code}
        letters={isBackup}
      />
      {sending.isSuccess && <Good>{proof.sent}</Good>}
      {canRemember && <Remember checked={remember} onChange={setRemember} />}
      <Button type="submit" loading={proving.isPending} fullWidth>
        {proof.verify}
      </Button>
      {isSent && (
        <Button variant="quiet" onClick={() => sendNow()} loading={sending.isPending}>
          {proof.resend}
        </Button>
      )}
    </Form>
  )
}

function Remember({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { proof } = useTexts()
  return (
    <Checkbox checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} label={proof.remember} />
  )
}

function remembering(remember: boolean): { remember_device?: boolean } {
  return remember ? { remember_device: true } : {}
}
