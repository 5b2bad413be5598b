import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { useEffect, useEffectEvent, useState } from 'react'
import { api } from '../app/service.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form } from '../form/form.tsx'
import { Sheet } from '../look/sheet.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { Loaded } from './parts.tsx'
import { GivenUpError, useSensitive } from './step-up.tsx'
import { shownError, useAct } from './use-act.ts'

type AddTotpProps = { readonly onCodes: (codes: readonly string[]) => void; readonly onClose: () => void }

/** An authenticator app: its picture to scan or key to type, and one code of it as proof that it holds it. */
export function AddTotp({ onCodes, onClose }: AddTotpProps) {
  const { security } = useTexts().account
  const sensitive = useSensitive()
  const setup = useQuery({
    queryKey: ['totp-setup'],
    // It is a secret: gone from memory with the sheet.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => sensitive(() => answerOf(api.GET('/api/auth/mfa/totp/setup/'))),
    retry: false,
  })
  const [code, setCode] = useState('')
  const confirm = useAct({
    act: () => answerOf(api.POST('/api/auth/mfa/totp/setup/', { body: { token: code } })),
    said: security.factorOn,
    onDone: () => {
      onClose()
      onCodes(setup.data?.backup_codes ?? [])
    },
    inForm: true,
  })
  const gaveUp = setup.error instanceof GivenUpError
  const close = useEffectEvent(onClose)
  useEffect(() => {
    if (gaveUp) close()
  }, [gaveUp])
  if (gaveUp) return null
  return (
    <Sheet title={security.totpTitle} lead={security.totpLead} onClose={onClose}>
      <Loaded asked={setup}>
        {({ qr_code, secret }) => (
          <>
            <img className="qr" src={`data:image/png;base64,${qr_code}`} alt={security.totpAlt} />
            <Secret secret={secret} />
            <Form act={() => confirm.mutate()} error={shownError(confirm)} fields={['token']}>
              <CodeField value={code} onChange={setCode} fault={faultOf(confirm.error, 'token')} />
              <Button type="submit" loading={confirm.isPending} fullWidth>
                {security.turnOn}
              </Button>
            </Form>
          </>
        )}
      </Loaded>
    </Sheet>
  )
}

function Secret({ secret }: { secret: string }) {
  const texts = useTexts()
  const { copy, copied } = useClipboard()
  return (
    <div className="stack tight">
      <p className="small quiet">{texts.account.security.totpSecret}</p>
      <div className="row">
        <code className="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        <Button variant="default" onClick={() => copy(secret)}>
          {copied ? texts.copied : texts.copy}
        </Button>
      </div>
    </div>
  )
}
