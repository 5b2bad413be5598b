import type { Api } from 'kalosphere-auth/open-api.ts'
import { createContext, useContext } from 'react'
import { api } from '../app/service.ts'

/** With whose token a factor is added: that of the session, or of a sign-in that must add one before it has a session. */
export const ApiContext = createContext<Api>(api)

export function useApi(): Api {
  return useContext(ApiContext)
}
