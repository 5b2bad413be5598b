import { type Api, openClient, type Session } from 'kalosphere-auth'
import { spoken } from '../texts/spoken.ts'

/** The service that these pages came from. Who registers in a language gets mails in it. */
const client = openClient({
  origin: location.origin,
  headers: () => ({ 'accept-language': spoken().language }),
})

/** The session of this browser; the refresh token stays in its cookie. */
export const session: Session = client.session
export const api: Api = client.api
