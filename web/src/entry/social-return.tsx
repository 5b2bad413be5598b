import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useEffect } from 'react'
import { api, session } from '../app/service.ts'
import { Fault } from '../form/form.tsx'
import { useTexts } from '../texts/texts.tsx'
import { enrolmentOf, holdEnrolment } from './enrolment.ts'
import { EntryPage } from './entry-page.tsx'
import { holdWaiting, waitingOf } from './waiting.ts'

const route = getRouteApi('/social')

/** Where another service sends the browser back: the code in the address is taken once, and goes from it. */
export function SocialReturn() {
  const texts = useTexts()
  const { code } = route.useSearch()
  const navigate = useNavigate()
  const linking = session.standing() === 'signed_in'
  const finish = useQuery({
    queryKey: ['social', code],
    enabled: code !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const body = { code: code ?? '' }
      if (linking) return answerOf(api.POST('/api/auth/social/link/complete/', { body })).then(() => null)
      return (await answerOf(api.POST('/api/auth/social/complete/', { body }))).access
    },
  })
  const leadsOn = waitingOf(finish.error) ?? enrolmentOf(finish.error)
  useEffect(() => {
    const [waiting, enrolment] = [waitingOf(finish.error), enrolmentOf(finish.error)]
    if (finish.data === null) void navigate({ to: '/account/security', replace: true })
    if (waiting) {
      holdWaiting({ ...waiting, next: '/account' })
      void navigate({ to: '/second-factor', replace: true })
    }
    if (enrolment) {
      holdEnrolment({ ...enrolment, next: '/account' })
      void navigate({ to: '/enrol', replace: true })
    }
    if (!finish.data) return
    session.begin(finish.data)
    void navigate({ to: '/account', replace: true })
  }, [finish.data, finish.error, navigate])
  const failed = code === undefined || (finish.error && !leadsOn)
  if (!failed) {
    return (
      <EntryPage title={texts.social.title}>
        <Loader role="progressbar" aria-label={texts.loading} />
      </EntryPage>
    )
  }
  const foot = <Link to={linking ? '/account/security' : '/sign-in'}>{texts.back}</Link>
  return (
    <EntryPage title={texts.social.failed} lead={texts.social.failedLead} foot={foot}>
      {finish.error && <Fault error={finish.error} />}
    </EntryPage>
  )
}
