import type { App } from '../platform/app.ts'

const usual: Readonly<Record<string, string>> = { google: 'https://accounts.google.com', github: 'https://github.com' }

/** The issuer behind our word for a service: as configured, or as it usually is; undefined for one unknown here. */
export function issuerOf(app: App, provider: string): string | undefined {
  const settings = app.config.social.providers.find(({ id }) => id === provider)
  if (!settings) return usual[provider]
  return settings.kind === 'github' ? settings.url : settings.issuer
}
