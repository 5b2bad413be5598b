import { Button, Loader } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { StepUpContext } from '../account/step-up.tsx'
import { Fault } from '../form/form.tsx'
import { BackupCodes } from '../setup/backup-codes.tsx'
import { ApiContext } from '../setup/with-api.ts'
import { useTexts } from '../texts/texts.tsx'
import { AddFirstFactor } from './add-first-factor.tsx'
import { dropEnrolment } from './enrolment.ts'
import { EntryPage } from './entry-page.tsx'
import { finishEnrolment } from './finish-enrolment.ts'
import { useEnrolling } from './use-enrolling.ts'

const route = getRouteApi('/enrol')

/** The way in for whoever must have a second factor and has none: it is added, and the sign-in goes on. */
export function Enrol() {
  const texts = useTexts()
  const { enrolment } = route.useRouteContext()
  const { token, methods, next } = enrolment
  const router = useRouter()
  const { enrolling, prove } = useEnrolling(enrolment)
  const enter = () => router.history.replace(next)
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
        <Loader role="progressbar" aria-label={texts.loading} />
      )}
    </EntryPage>
  )
}
