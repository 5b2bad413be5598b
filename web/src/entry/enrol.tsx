import { Button, Loader } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { openApi } from 'kalosphere-auth-client/open-api.ts'
import { useState } from 'react'
import { StepUpContext } from '../account/step-up.tsx'
import type { After } from '../app/router-state.ts'
import { Fault } from '../form/form.tsx'
import { BackupCodes } from '../setup/backup-codes.tsx'
import { ApiContext } from '../setup/with-api.ts'
import { useTexts } from '../texts/texts.tsx'
import { AddFirstFactor } from './add-first-factor.tsx'
import { dropEnrolment } from './enrolment.ts'
import { EntryPage } from './entry-page.tsx'
import { finishEnrolment } from './finish-enrolment.ts'

const route = getRouteApi('/enrol')

/** The way in for whoever must have a second factor and has none: it is added, and the sign-in goes on. */
export function Enrol() {
  const texts = useTexts()
  const { token, methods, next } = route.useRouteContext().enrolment
  const router = useRouter()
  const leave = (after: After): void => {
    dropEnrolment()
    void router.navigate({ to: '/sign-in', search: { next, after }, replace: true })
  }
  const [enrolling] = useState(() => {
    // Nothing renews this token. When it is refused, its half hour is over, or it was ended with a reset of the password.
    const renew = async () => {
      leave('late')
      return undefined
    }
    const tokens = { access: () => token, renew }
    return openApi({ origin: location.origin, tokens, headers: { 'x-token-transport': 'cookie' } })
  })
  // Asked for only when the account has a factor by now, which somebody else has added: it is the sign-in that asks for it.
  const [prove] = useState(() => async () => {
    leave('unfinished')
    return false
  })
  const enter = () => void router.navigate({ to: next, replace: true })
  const finish = useMutation({
    mutationFn: (codes: readonly string[] | undefined) => finishEnrolment({ enrolling, token, codes }),
    onSuccess: (codes) => {
      dropEnrolment()
      if (codes.length === 0) enter()
    },
  })
  if (finish.isIdle) {
    return (
      <ApiContext value={enrolling}>
        <StepUpContext value={prove}>
          <AddFirstFactor methods={methods} onAdded={finish.mutate} />
        </StepUpContext>
      </ApiContext>
    )
  }
  if (finish.data && finish.data.length > 0) {
    const { backupTitle, backupLead } = texts.account.security
    return (
      <EntryPage key="codes" title={backupTitle} lead={backupLead}>
        <BackupCodes codes={finish.data} onKept={enter} />
      </EntryPage>
    )
  }
  return (
    <EntryPage key="finish" title={texts.proof.enrol.finishing}>
      {finish.error ? (
        <div className="stack">
          <Fault error={finish.error} />
          <Button onClick={() => finish.mutate(finish.variables)} fullWidth>
            {texts.tryAgain}
          </Button>
        </div>
      ) : (
        <Loader aria-label={texts.loading} />
      )}
    </EntryPage>
  )
}
