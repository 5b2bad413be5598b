import { type BrowserSession, openBrowserSession } from 'kalosphere-auth-client/browser-session.ts'
import { type Api, openApi } from 'kalosphere-auth-client/open-api.ts'
import { spoken } from '../texts/spoken.ts'

const { origin } = location

/** The session of this browser; the refresh token stays in its cookie. */
export const session: BrowserSession = openBrowserSession({ origin })

/** The service that these pages came from. */
export const api: Api = openApi({ origin, tokens: session, headers: { 'x-token-transport': 'cookie' } })

// Who registers in a language gets mails in it.
api.use({
  onRequest({ request }) {
    request.headers.set('accept-language', spoken().language)
    return request
  },
})
