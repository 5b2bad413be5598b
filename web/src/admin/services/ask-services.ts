import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'

export function askServices() {
  return answerOf(api.GET('/api/admin/services/'))
}

/** A service that may ask about tokens. */
export type OtherService = Awaited<ReturnType<typeof askServices>>['results'][number]
/** What it signs in with, as it is told once. */
export type Credentials = { readonly client_id: string; readonly client_secret: string }
