import '../look/setup.css'
import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useEffect, useEffectEvent, useState } from 'react'
import { Loaded } from '../account/parts.tsx'
import { GivenUpError, useSensitive } from '../account/step-up.tsx'
import { shownError, useAct } from '../account/use-act.ts'
import { CodeField } from '../form/code-field.tsx'
import { Form } from '../form/form.tsx'
import { faultOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { useApi } from './with-api.ts'

type TotpSetupProps = { readonly onCodes: (codes: readonly string[]) => void; readonly onGivenUp?: () => void }

/** An authenticator app: its picture to scan or key to type, and one code of it as proof that it holds it. */
export function TotpSetup({ onCodes, onGivenUp }: TotpSetupProps) {
  const { security } = useTexts().account
  const api = useApi()
  const sensitive = useSensitive()
  const setup = useQuery({
    queryKey: ['totp-setup'],
    // It is a secret: gone from memory with what shows it.
    gcTime: 0,
    // Asked for once: when the app is confirmed, another answer would begin the next set-up.
    staleTime: 'static',
    queryFn: () => sensitive(() => answerOf(api.GET('/api/auth/mfa/totp/setup/'))),
    retry: false,
  })
  const [code, setCode] = useState('')
  const confirm = useAct({
    act: () => answerOf(api.POST('/api/auth/mfa/totp/setup/', { body: { token: code } })),
    said: security.factorOn,
    onDone: () => onCodes(setup.data?.backup_codes ?? []),
    inForm: true,
  })
  const gaveUp = setup.error instanceof GivenUpError
  const giveUp = useEffectEvent(() => onGivenUp?.())
  useEffect(() => {
    if (gaveUp) giveUp()
  }, [gaveUp])
  if (gaveUp) return null
  return (
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
