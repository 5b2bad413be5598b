import { freePort } from '../scripts/testing/free-port.ts'
import { type Issuer, startIssuer } from '../server/test/stand-ins/oidc-issuer.ts'
import { test as stage } from './stage.ts'

type Neighbours = { readonly neighbour: { readonly issuer: Issuer; readonly port: string } }

/** Stories with a service beside a real issuer of OpenID Connect, at which people can sign in by the name "Acme". */
export const test = stage.extend<object, Neighbours>({
  neighbour: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads off it what is asked for
    async ({}, use) => {
      const acts: (() => void)[] = []
      const port = String(await freePort())
      const redirectUris = [`http://localhost:${port}/api/auth/social/acme/callback/`]
      const issuer = await startIssuer({ after: (act) => void acts.push(act) }, { redirectUris })
      await use({ issuer, port })
      for (const act of acts.reverse()) act()
    },
    { scope: 'worker' },
  ],
  settings: [
    async ({ neighbour: { issuer, port } }, use) => {
      const { id: client_id, secret: client_secret } = issuer.client
      const acme = { id: 'acme', name: 'Acme', issuer: issuer.url, client_id, client_secret, allow_private: true }
      await use({ PORT: port, OIDC_PROVIDERS: JSON.stringify([acme]) })
    },
    { scope: 'worker' },
  ],
  elsewhere: [async ({ neighbour: { issuer } }, use) => use([issuer.url]), { scope: 'worker' }],
})
