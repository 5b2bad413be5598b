import { getRouteApi, useRouter, useRouterState } from '@tanstack/react-router'
import { returnPath } from '../app/paths.ts'
import { session } from '../app/service.ts'
import { useTexts } from '../texts/texts.tsx'
import { type Enrolment, holdEnrolment } from './enrolment.ts'
import { EntryPage } from './entry-page.tsx'
import { FirstFactor, SignInFoot } from './first-factor.tsx'
import { holdWaiting, type Waiting } from './waiting.ts'

const route = getRouteApi('/sign-in')

export function SignIn() {
  const { signIn } = useTexts()
  const { next, after } = route.useSearch()
  const email = useRouterState({ select: ({ location }) => location.state.email })
  const router = useRouter()
  const enter = (access: string): void => {
    session.begin(access)
    router.history.push(returnPath(next))
  }
  const prove = (waiting: Waiting): void => {
    holdWaiting({ ...waiting, next: returnPath(next) })
    void router.navigate({ to: '/second-factor' })
  }
  const enrol = (enrolment: Enrolment): void => {
    holdEnrolment({ ...enrolment, next: returnPath(next) })
    void router.navigate({ to: '/enrol' })
  }
  return (
    <EntryPage title={signIn.title} lead={signIn.lead} foot={<SignInFoot />}>
      <FirstFactor said={after} email={email} onDone={enter} onWaiting={prove} onEnrolment={enrol} />
    </EntryPage>
  )
}
