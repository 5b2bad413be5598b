import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import type { ProviderSettings } from '../platform/social-settings.ts'

/** The services people can sign in with, as a client shows them. */
export function listProviders(app: App): { id: string; name: string }[] {
  return app.config.social.providers.map(({ id, name }) => ({ id, name }))
}

export function findProvider(app: App, id: string): ProviderSettings | undefined {
  return app.config.social.providers.find((provider) => provider.id === id)
}

/** @throws Problem `not_found` for a service that is not configured, or no longer */
export function getProvider(app: App, id: string): ProviderSettings {
  const provider = findProvider(app, id)
  if (!provider) throw new Problem('not_found')
  return provider
}

/** Where a provider sends people back to; registered there character by character (RFC 9700 section 2.1). */
export function redirectUriOf(app: App, { id }: ProviderSettings): string {
  return `${app.config.publicUrl}/api/auth/social/${id}/callback/`
}
