import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { Problem } from '../base/problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may come to this path at all; asked before a wrong method is told. */
    guard?: Guard
  }
}

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** What a path offers: collected while the routes are registered. */
type Offers = Map<string, { methods: Set<string>; guard: Guard | undefined }>

/**
 * Answers paths that do not exist with 404 and wrong methods with 405 and `Allow`, before their bodies are read. On
 * guarded paths the guard comes first, so that a stranger learns nothing about them.
 */
export function answerUnknownRoutes(http: FastifyInstance): void {
  const offers: Offers = new Map()
  http.addHook('onRoute', (route) => note(offers, route))
  http.addHook('onRequest', async (request, reply) => (request.is404 ? answer(offers, request, reply) : undefined))
  // For OPTIONS, which has a route of its own on every path, and for what a route declares not found.
  http.setNotFoundHandler(async (request, reply) => answer(offers, request, reply))
}

async function answer(offers: Offers, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = request.url.split('?', 1)[0] ?? ''
  const offer = find(offers, path.endsWith('/') ? path : `${path}/`) ?? offers.get(path)
  if (!offer) throw new Problem('not_found')
  const allow = [...offer.methods, 'OPTIONS'].join(', ')
  if (request.method === 'OPTIONS') return reply.code(204).header('Allow', allow).send()
  await offer.guard?.(request, reply)
  reply.header('Allow', allow)
  throw new Problem('method_not_allowed', { detail: `Method "${request.method}" not allowed.` })
}

/** A path as it was registered, or one with the id of a thing where a parameter stands. */
function find(offers: Offers, path: string) {
  const exact = offers.get(path)
  if (exact) return exact
  const given = path.split('/')
  for (const [url, offer] of offers) {
    const parts = url.split('/')
    const matches = (part: string, i: number): boolean =>
      part === given[i] || (part.startsWith(':') && given[i] !== undefined && given[i] !== '')
    if (url.includes('/:') && parts.length === given.length && parts.every(matches)) return offer
  }
  return undefined
}

function note(offers: Offers, route: RouteOptions): void {
  const offer = offers.get(route.url) ?? { methods: new Set<string>(), guard: undefined }
  for (const method of [route.method].flat()) offer.methods.add(method)
  offer.guard ??= route.config?.guard
  offers.set(route.url, offer)
}
