import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

/** The Fastify instance of a route file, whose handlers take their types from the schemas. */
export type TypedHttp = Parameters<FastifyPluginAsyncTypebox>[0]
/** Adds its routes to the instance. */
export type Routes = FastifyPluginAsyncTypebox
