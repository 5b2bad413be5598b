import { useRouter } from '@tanstack/react-router'
import { type Api, openApi } from 'kalosphere-auth/open-api.ts'
import { useState } from 'react'
import type { After } from '../app/router-state.ts'
import { session } from '../app/service.ts'
import { dropEnrolment, type HeldEnrolment } from './enrolment.ts'

const { origin } = location

type Enrolling = {
  /** Calls with the token of the enrolment. */
  readonly enrolling: Api
  /** Answers that no fresh proof can be given. */
  readonly prove: () => Promise<boolean>
}

/** What adds a factor in place of a session; where it can go on no longer, it leads back to the sign-in. */
export function useEnrolling({ token, next }: HeldEnrolment): Enrolling {
  const router = useRouter()
  const [means] = useState(() => {
    const leave = (after: After): void => {
      dropEnrolment()
      void router.navigate({ to: '/sign-in', search: { next, after }, replace: true })
    }
    // Nothing renews this token. When it is refused, its half hour is over, or it was ended with a reset of the password.
    const renew = async () => {
      leave('late')
      return undefined
    }
    // Asked for only when the account has a factor by now, which somebody else has added: the sign-in will ask for it.
    const prove = async () => {
      leave('unfinished')
      return false
    }
    const tokens = { access: () => token, renew }
    const { send, headers } = session
    return { enrolling: openApi({ origin, tokens, fetch: send, headers }), prove }
  })
  return means
}
