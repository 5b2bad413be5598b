import { type BrowserSession, openBrowserSession } from 'kalosphere-auth/browser-session.ts'
import { type Api, openApi } from 'kalosphere-auth/open-api.ts'
import { spoken } from '../texts/spoken.ts'

const { origin } = location

/** The session of this browser; the refresh token stays in its cookie. */
export const session: BrowserSession = openBrowserSession({ origin })

/** The service that these pages came from. */
export const api: Api = openApi({
  origin,
  tokens: session,
  // Who registers in a language gets mails in it.
  headers: () => ({ 'x-token-transport': 'cookie', 'accept-language': spoken().language }),
})
