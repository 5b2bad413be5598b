import { channel } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'

export type ServedRoute = {
  readonly name: string
  readonly guarded: boolean
  /** Refused later than others under load. */
  readonly finishing: boolean
  /** The schemas of its answers by status. */
  readonly answers: Readonly<Record<string, object>>
}

/**
 * Lists the routes of a service while it is built: what is really served, not what a document says of it.
 * @param build starts the service
 * @returns what was started, and its routes as `METHOD /path/{id}/`; HEAD beside GET is left out
 */
export async function watchRoutes<R>(build: () => Promise<R>): Promise<{ built: R; routes: ServedRoute[] }> {
  const routes: ServedRoute[] = []
  const initialization = channel('fastify.initialization')
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url, config, schema }) => {
      for (const one of [method].flat()) {
        if (one === 'HEAD') continue
        const answers = (schema?.response ?? {}) as Record<string, object>
        const name = `${one} ${url.replace(/:(\w+)/g, '{$1}')}`
        const { guard, finishing = false } = config ?? {}
        routes.push({ name, guarded: guard !== undefined, finishing, answers })
      }
    })
  }
  initialization.subscribe(watch)
  try {
    return { built: await build(), routes }
  } finally {
    initialization.unsubscribe(watch)
  }
}
