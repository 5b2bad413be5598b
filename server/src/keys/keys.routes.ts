import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problemReplies } from '../http/problem-replies.ts'
import { Type } from '../http/type.ts'
import type { App } from '../platform/app.ts'
import { keyRing } from './key-ring.ts'

const Jwk = Type.Object(
  { kty: Type.String(), kid: Type.String(), alg: Type.String(), use: Type.String() },
  { additionalProperties: true },
)

/** How long a verifier may keep the keys; with the time a node takes to see a new key, less than that key waits to sign. */
const cacheSeconds = 15

export function keysRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (http) => {
    http.get(
      '/.well-known/jwks.json',
      {
        schema: {
          operationId: 'jwks',
          summary: 'Public keys that verify access tokens',
          description: 'The current, next and retiring keys (RFC 7517).',
          tags: ['keys'],
          response: { 200: Type.Object({ keys: Type.Array(Jwk) }), ...problemReplies() },
        },
      },
      async (_request, reply) => {
        const { all } = await keyRing(app)
        reply.header('Cache-Control', `public, max-age=${cacheSeconds}`)
        return { keys: all.map((key) => key.publicJwk) }
      },
    )
    http.get(
      '/.well-known/public-key.pem',
      {
        schema: {
          operationId: 'publicKeyPem',
          summary: 'The current public key as PEM',
          tags: ['keys'],
          produces: ['application/x-pem-file'],
          response: { 200: Type.String(), ...problemReplies() },
        },
      },
      async (_request, reply) => {
        const { current } = await keyRing(app)
        reply.type('application/x-pem-file').header('Cache-Control', `public, max-age=${cacheSeconds}`)
        return current.publicKey.export({ type: 'spki', format: 'pem' }).toString()
      },
    )
  }
}
