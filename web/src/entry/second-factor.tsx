import { Button } from '@mantine/core'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import { api, session } from '../app/service.ts'
import { type FactorAnswer, ProveFactor } from '../proof/prove-factor.tsx'
import { useTexts } from '../texts/texts.tsx'
import { EntryPage } from './entry-page.tsx'
import { LostFactors } from './lost-factors.tsx'
import { dropWaiting, type Waiting } from './waiting.ts'

const route = getRouteApi('/second-factor')

/** The second step of a sign-in whose first factor was right. */
export function SecondFactor() {
  const { proof } = useTexts()
  const { waiting } = route.useRouteContext()
  const router = useRouter()
  const [lost, setLost] = useState(false)
  const enter = (access: string): void => {
    dropWaiting()
    session.begin(access)
    router.history.replace(waiting.next)
  }
  if (lost) {
    return (
      <EntryPage key="lost" title={proof.lost.title}>
        <LostFactors ticket={waiting.ticket} onBack={() => setLost(false)} />
      </EntryPage>
    )
  }
  const foot = (
    <>
      <Button variant="quiet" size="compact-sm" onClick={() => setLost(true)}>
        {proof.lost.link}
      </Button>
      <Link to="/sign-in" onClick={dropWaiting}>
        {proof.enrol.toSignIn}
      </Link>
    </>
  )
  return (
    <EntryPage key="factor" title={proof.title} lead={proof.lead} foot={foot}>
      <Prove waiting={waiting} onDone={enter} />
    </EntryPage>
  )
}

type ProveProps = { readonly waiting: Waiting; readonly onDone: (access: string) => void }

function Prove({ waiting: { ticket: mfa_token, methods }, onDone }: ProveProps) {
  const prove = async (answer: FactorAnswer): Promise<void> => {
    const { access } = await answerOf(api.POST('/api/auth/login/mfa/', { body: { mfa_token, ...answer } }))
    onDone(access)
  }
  const send = async (method: string): Promise<void> =>
    void (await answerOf(api.POST('/api/auth/login/mfa/send/', { body: { mfa_token, method } })))
  const options = () => answerOf(api.POST('/api/auth/login/mfa/options/', { body: { mfa_token } }))
  return <ProveFactor methods={methods} prove={prove} send={send} options={options} canRemember />
}
