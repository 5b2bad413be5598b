import type { FastifyRequest } from 'fastify'
import type { App } from '../platform/app.ts'
import { type Language, preferredLanguage } from '../words/languages.ts'

/** The language of a page of our own: what the browser asks for, as far as we have it. */
export function pageLanguage(app: App, request: FastifyRequest): Language {
  return preferredLanguage(request.headers['accept-language']) ?? app.config.defaultLocale
}
