import type { TestContext } from 'node:test'
import { startServer, type TestServer } from './harness.ts'
import { redirectUriOf } from './social-browser.ts'
import { startGithub } from './stand-ins/github.ts'
import type { Github } from './stand-ins/github-state.ts'
import { startGoogle } from './stand-ins/google.ts'
import type { Issuer } from './stand-ins/oidc-issuer.ts'

export type Known = { readonly server: TestServer; readonly google: Issuer; readonly github: Github }

/** A service set up with Google and GitHub by the settings of their names, and stand-ins in their places. */
export async function startGoogleAndGithub(t: TestContext, env: Record<string, string> = {}): Promise<Known> {
  const google = await startGoogle(t, [redirectUriOf('google')])
  const github = await startGithub(t, redirectUriOf('github'))
  const server = await startServer(t, {
    GOOGLE_CLIENT_ID: google.client.id,
    GOOGLE_CLIENT_SECRET: google.client.secret,
    GOOGLE_ISSUER: google.url,
    GOOGLE_TOKENINFO_URL: `${google.url}/tokeninfo`,
    GOOGLE_ALLOW_PRIVATE: 'True',
    GITHUB_CLIENT_ID: github.app.clientId,
    GITHUB_CLIENT_SECRET: github.app.clientSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_ALLOW_PRIVATE: 'True',
    ...env,
  })
  return { server, google, github }
}
