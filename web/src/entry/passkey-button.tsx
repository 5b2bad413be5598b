import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { knowsPasskeys, offersPasskeys, provePasskey } from 'kalosphere-auth/passkeys.ts'
import { useEffect, useEffectEvent } from 'react'
import { api } from '../app/service.ts'
import { Fault } from '../form/form.tsx'
import { Icon } from '../look/icons.tsx'
import { useTexts } from '../texts/texts.tsx'

/** Signs in with a passkey. @param offer leaves it to the browser to offer one in the name field; nobody is asked */
async function passkeySignIn(offer: boolean): Promise<string> {
  const options = await answerOf(api.POST('/api/auth/login/passkey/options/'))
  const body = { credential: await provePasskey(options, { offer }) }
  return (await answerOf(api.POST('/api/auth/login/passkey/', { body }))).access
}

/** The passkey, by a button, and from the list that browsers show below the name field. */
export function PasskeyButton({ onDone }: { onDone: (access: string) => void }) {
  const { signIn } = useTexts()
  const { mutate, isPending, error } = useMutation({ mutationFn: () => passkeySignIn(false), onSuccess: onDone })
  const enter = useEffectEvent(onDone)
  // Once, when the page opens: each time takes a challenge.
  useEffect(() => {
    let left = false
    const offer = async () => {
      if (!(await offersPasskeys())) return
      const access = await passkeySignIn(true)
      if (!left) enter(access)
    }
    // Nobody asked for it, so a refusal, or that it was given up for the button, is no news.
    offer().catch(() => undefined)
    return () => {
      left = true
    }
  }, [])
  if (!knowsPasskeys()) return null
  return (
    <>
      {error && <PasskeyFault error={error} />}
      <Button
        variant="default"
        leftSection={<Icon name="key" />}
        onClick={() => mutate()}
        loading={isPending}
        fullWidth
      >
        {signIn.passkey}
      </Button>
    </>
  )
}

/** Browsers do not tell why: no passkey, a wrong finger, or a change of mind. */
function PasskeyFault({ error }: { error: Error }) {
  const { signIn } = useTexts()
  if (error.name === 'ApiProblem' || error.name === 'UnreachableError') return <Fault error={error} />
  return (
    <p className="alert fault" role="alert">
      {signIn.passkeyFailed}
    </p>
  )
}
