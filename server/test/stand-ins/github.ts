import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { answerFaulty, faultOf } from './faults.ts'
import { answerApi } from './github-api.ts'
import { answerOauth } from './github-oauth.ts'
import { addToken, type Github } from './github-state.ts'
import { pathOf } from './issuer-front.ts'
import { listenOnLoopback } from './listen.ts'

/**
 * Starts a stand-in that answers as GitHub documents it (docs.github.com: authorizing OAuth apps; REST: users, emails,
 * OAuth authorizations). People sign in with `signInAt`, by their id.
 * @param callbackUrl as the app is registered with
 */
export async function startGithub(
  t: TestContext,
  callbackUrl: string,
  kind: 'github.com' | 'enterprise' = 'github.com',
): Promise<Github> {
  const url = await listenOnLoopback(t, (request, response) => void serve(github, request, response))
  const apiUrl =
    kind === 'enterprise' ? `${url}/api/v3` : await listenOnLoopback(t, (...both) => void serve(github, ...both))
  const github: Github = {
    ...{ url, apiUrl, callbackUrl, asked: [], accounts: new Map(), codes: new Map(), tokens: new Map() },
    app: { clientId: 'Iv1.ours', clientSecret: 'the secret of our app' },
    otherApp: { clientId: 'Iv1.other', clientSecret: 'the secret of another app' },
    ...{ faults: new Map(), instead: new Map(), limited: undefined, minutesAhead: 0 },
    ...{ namesItself: kind === 'github.com', tokensForUnverified: false, suspended: false },
    tokenOf: (accountId, app, scopes = ['read:user', 'user:email']) => addToken(github, { app, accountId, scopes }),
  }
  return github
}

async function serve(github: Github, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request).replace(/^\/api\/v3/, '')
  github.asked.push(`${request.method} ${path}`)
  const fault = faultOf(github.faults, path)
  if (fault !== undefined) answerFaulty(fault, request, response)
  else if (path.startsWith('/login/oauth/')) await answerOauth(github, request, response)
  else await answerApi(github, path, { request, response })
}
