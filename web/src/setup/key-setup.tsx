import { type Api, answerOf } from 'kalosphere-auth/open-api.ts'
import { makePasskey } from 'kalosphere-auth/passkeys.ts'
import { shownError, useAct } from '../account/use-act.ts'
import { KeyRefusedError } from '../proof/key-refused.ts'
import { useTexts } from '../texts/texts.tsx'
import { NameForm } from './name-form.tsx'
import { useApi } from './with-api.ts'

/** A security key or passkey: named first, then the browser asks for it. */
export function KeySetup({ onDone }: { onDone: () => void }) {
  const { security } = useTexts().account
  const api = useApi()
  const add = useAct({
    act: (name: string) => addKey(api, name),
    said: security.keyAdded,
    onDone,
    inForm: true,
  })
  return <NameForm word={security.addKey} onName={add.mutate} isPending={add.isPending} error={shownError(add)} />
}

/** @throws KeyRefusedError when the browser makes none; ApiProblem, UnreachableError */
async function addKey(api: Api, name: string): Promise<void> {
  const options = await answerOf(api.POST('/api/auth/mfa/webauthn/register/options/'))
  const credential = await makePasskey(options).catch((error: unknown) => {
    throw new KeyRefusedError('the browser made no key', { cause: error })
  })
  await answerOf(api.POST('/api/auth/mfa/webauthn/register/verify/', { body: { name, credential } }))
}
