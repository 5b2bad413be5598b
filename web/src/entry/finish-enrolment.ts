import { type Api, answerOf } from 'kalosphere-auth/open-api.ts'
import { api, session } from '../app/service.ts'

type Finish = {
  readonly enrolling: Api
  readonly token: string
  /** The backup codes that came with the factor; of the kinds, an authenticator app alone brings some. */
  readonly codes: readonly string[] | undefined
}

/**
 * Begins the session of a sign-in that has added its factor.
 * @returns the backup codes to show, none where there are none to be had
 * @throws ApiProblem, UnreachableError while there is no session
 */
export async function finishEnrolment({ enrolling, token, codes }: Finish): Promise<readonly string[]> {
  const body = { enrolment_token: token }
  const { access } = await answerOf(enrolling.POST('/api/auth/login/enrolled/', { body }))
  session.begin(access)
  if (codes !== undefined) return codes
  // Whoever loses an only factor would need an administrator. Without codes now, the page of security makes them later.
  return answerOf(api.POST('/api/auth/mfa/backup-codes/')).then(
    ({ backup_codes }) => backup_codes,
    () => [],
  )
}
