import { type Holder, holderOfToken } from 'kalosphere-auth/token-claims.ts'
import { useMemo, useSyncExternalStore } from 'react'
import { session } from './service.ts'

/** Who is signed in, by their token. */
export function useHolder(): Holder {
  const access = useSyncExternalStore(session.subscribe, session.access)
  return useMemo(() => holderOfToken(access), [access])
}
