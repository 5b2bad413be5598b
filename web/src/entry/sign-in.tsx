import { Button } from '@mantine/core'
import { getRouteApi, useRouter, useRouterState } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { useState } from 'react'
import { returnPath } from '../app/paths.ts'
import { api, session } from '../app/service.ts'
import { type FactorAnswer, ProveFactor } from '../proof/prove-factor.tsx'
import { useTexts } from '../texts/texts.tsx'
import { type Enrolment, holdEnrolment } from './enrolment.ts'
import { EntryPage } from './entry-page.tsx'
import { FirstFactor, SignInFoot } from './first-factor.tsx'
import { LostFactors } from './lost-factors.tsx'
import type { Waiting } from './waiting.ts'

const route = getRouteApi('/sign-in')

export function SignIn() {
  const { signIn, proof } = useTexts()
  const { next, after } = route.useSearch()
  const email = useRouterState({ select: ({ location }) => location.state.email })
  const router = useRouter()
  const arrived = useRouterState({ select: ({ location }) => location.state.waiting })
  const [waiting, setWaiting] = useState<Waiting | undefined>(arrived)
  const [lost, setLost] = useState(false)
  const enter = (access: string): void => {
    session.begin(access)
    router.history.push(returnPath(next))
  }
  const enrol = (enrolment: Enrolment): void => {
    holdEnrolment({ ...enrolment, next: returnPath(next) })
    void router.navigate({ to: '/enrol' })
  }
  if (waiting && lost) {
    return (
      <EntryPage key="lost" title={proof.lost.title}>
        <LostFactors ticket={waiting.ticket} onBack={() => setLost(false)} />
      </EntryPage>
    )
  }
  if (waiting) {
    const foot = (
      <Button variant="quiet" size="compact-sm" onClick={() => setLost(true)}>
        {proof.lost.link}
      </Button>
    )
    return (
      <EntryPage key="factor" title={proof.title} lead={proof.lead} foot={foot}>
        <SecondFactor waiting={waiting} onDone={enter} />
      </EntryPage>
    )
  }
  return (
    <EntryPage title={signIn.title} lead={signIn.lead} foot={<SignInFoot />}>
      <FirstFactor said={after} email={email} onDone={enter} onWaiting={setWaiting} onEnrolment={enrol} />
    </EntryPage>
  )
}

type SecondFactorProps = { readonly waiting: Waiting; readonly onDone: (access: string) => void }

function SecondFactor({ waiting: { ticket: mfa_token, methods }, onDone }: SecondFactorProps) {
  const prove = async (answer: FactorAnswer): Promise<void> => {
    const { access } = await answerOf(api.POST('/api/auth/login/mfa/', { body: { mfa_token, ...answer } }))
    onDone(access)
  }
  const send = async (method: string): Promise<void> =>
    void (await answerOf(api.POST('/api/auth/login/mfa/send/', { body: { mfa_token, method } })))
  const options = () => answerOf(api.POST('/api/auth/login/mfa/options/', { body: { mfa_token } }))
  return <ProveFactor methods={methods} prove={prove} send={send} options={options} canRemember />
}
