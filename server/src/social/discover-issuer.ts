import type { Configuration } from 'openid-client'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { outsideFetch } from '../platform/outbound-fetch.ts'
import type { OidcSettings } from '../platform/social-settings.ts'
import { openIdLibrary } from './openid-library.ts'
import { asProviderProblem } from './provider-faults.ts'

/** An issuer moves its endpoints rarely, and tells of it long before. */
const discoveryMinutes = 60
/** The library counts seconds. */
const timeoutSeconds = 5
/** OpenID Connect Core 1.0, section 3.1.3.7, "some small leeway": no token is older or younger than this by our clock. */
export const skewSeconds = 60

type Discovered = { readonly configuration: Promise<Configuration>; readonly until: number }

const memory = (): Map<string, Discovered> => new Map()

/**
 * What is known of an issuer: its endpoints, discovered and kept for an hour, and how we prove ourselves to it.
 * @throws Problem `provider_unavailable` when it does not answer, or as another than it is
 */
export async function discoverIssuer(app: App, settings: OidcSettings): Promise<Configuration> {
  const known = app.hold(memory)
  const now = app.now().getTime()
  const kept = known.get(settings.id)
  if (kept && kept.until > now) return kept.configuration
  const configuration = discover(settings).catch((error: unknown) => {
    known.delete(settings.id)
    throw asProviderProblem(error, settings.id, 'provider_unavailable')
  })
  known.set(settings.id, { configuration, until: now + discoveryMinutes * 60_000 })
  return configuration
}

async function discover(settings: OidcSettings): Promise<Configuration> {
  const library = openIdLibrary()
  const { issuer, clientId, allowPrivate } = settings
  const metadata = { [library.clockTolerance]: skewSeconds }
  const found = await library.discovery(new URL(issuer), clientId, metadata, library.None(), {
    [library.customFetch]: outsideFetch({ allowPrivate }),
    timeout: timeoutSeconds,
    execute: allowPrivate ? [library.allowInsecureRequests] : [],
  })
  const { supportsPKCE: _, ...server } = found.serverMetadata()
  // The library compares addresses, in which a final slash more or less is no difference; ID tokens are compared by letters.
  if (server.issuer !== issuer) throw new Problem('provider_unavailable', { note: `it calls itself ${server.issuer}` })
  const { endpoints, algorithms } = settings
  const own = {
    ...server,
    ...(endpoints.authorization === undefined ? {} : { authorization_endpoint: endpoints.authorization }),
    ...(endpoints.token === undefined ? {} : { token_endpoint: endpoints.token }),
    ...(endpoints.userinfo === undefined ? {} : { userinfo_endpoint: endpoints.userinfo }),
    ...(endpoints.jwks === undefined ? {} : { jwks_uri: endpoints.jwks }),
    // Ours decides, whatever the issuer says it might use.
    id_token_signing_alg_values_supported: [...algorithms],
  }
  const configuration = new library.Configuration(own, clientId, metadata, clientAuth(settings))
  configuration.timeout = timeoutSeconds
  configuration[library.customFetch] = outsideFetch({ allowPrivate })
  if (allowPrivate) library.allowInsecureRequests(configuration)
  return configuration
}

function clientAuth({ authMethod, clientSecret }: OidcSettings) {
  const library = openIdLibrary()
  const given = clientSecret?.reveal() ?? ''
  if (authMethod === 'client_secret_basic') return library.ClientSecretBasic(given)
  return authMethod === 'client_secret_post' ? library.ClientSecretPost(given) : library.None()
}
