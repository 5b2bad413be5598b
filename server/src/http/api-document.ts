import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const description = `Accounts, sign-in and sessions.

Errors are \`{"detail": "…"}\` for a request as a whole or \`{"field": ["…"]}\` by field, and always carry \`error\`, a stable
word from the list in each operation. Every answer has \`X-Request-Id\`. Paths work with and without the final slash.`

/** The reader's own script and style, this service, and nothing else; it sets styles from script. */
const documentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The OpenAPI document from the routes' own schemas, at \`/api/openapi.json\`, and a readable page at \`/api/docs/\`. */
export function apiDocument(http: FastifyInstance): void {
  http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Kalosphere Auth', version: '0.1.0', description, license: { name: 'MIT', identifier: 'MIT' } },
      tags: [
        { name: 'signin', description: 'Registration and sign-in' },
        { name: 'social', description: 'Sign-in with other services' },
        { name: 'sessions', description: 'Tokens and their sessions' },
        { name: 'devices', description: 'Where the own account was signed in' },
        { name: 'notices', description: 'What the own account was told of, and a WebSocket that tells it' },
        { name: 'passwords', description: 'Forgotten, reset and changed passwords' },
        { name: 'second factors', description: 'Security keys, passkeys, authenticator apps, codes, step-up' },
        { name: 'accounts', description: 'The own profile and account' },
        { name: 'keys', description: 'What other services verify tokens with' },
        { name: 'services', description: 'For services that ask about tokens' },
        { name: 'administration', description: 'For support and administrators, with a second factor' },
        { name: 'operations', description: 'For operators' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          service: { type: 'http', scheme: 'basic', description: 'Client id and secret of a registered service' },
          metrics: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN' },
        },
      },
    },
    transform: ({ schema, url }) => ({ schema: withExample(withoutOwnKeywords(schema)), url }),
  })
  http.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/docs/static/')) route.onSend = forbidStore
    if (/^\/api\/docs\/?$/.test(route.url)) route.config = { ...route.config, isPage: true }
  })
  http.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    transformStaticCSP: () => documentPolicy,
    uiConfig: { layout: 'BaseLayout', url: '/api/openapi.json', deepLinking: true, validatorUrl: null },
    theme: { title: 'Kalosphere Auth API' },
  })
  http.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('Cache-Control', 'no-store')
    return http.swagger()
  })
  // The page's own files are addressed relative to the path with its final slash.
  http.addHook('onRequest', async (request, reply) => {
    if (request.url === '/api/docs') await reply.redirect('/api/docs/', 303)
  })
}

/** The file server of the page's own files sets a rule of its own, after ours. */
async function forbidStore(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('Cache-Control', 'no-store')
}

/** Our schema extensions drive the field check; readers of the document have no use for them. */
function withoutOwnKeywords<S>(schema: S): S {
  if (Array.isArray(schema)) return schema.map(withoutOwnKeywords) as S
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([name]) => !name.startsWith('x-'))
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutOwnKeywords(value)])) as S
}

type Property = { type?: string; enum?: unknown[]; examples?: unknown[] }
type Described = { body?: { properties?: Record<string, Property>; examples?: unknown[] } }

/** A body to start from, put together from the examples of its fields. */
function withExample<S>(schema: S): S {
  const body = (schema as Described | undefined)?.body
  if (!body?.properties || body.examples) return schema
  const fields = Object.entries(body.properties).map(([name, field]) => [name, exampleOf(field)])
  return { ...schema, body: { ...body, examples: [Object.fromEntries(fields)] } }
}

function exampleOf({ type, enum: words, examples }: Property): unknown {
  if (examples?.[0] !== undefined) return examples[0]
  if (words) return words[0]
  if (type === 'boolean') return true
  return type === 'object' ? {} : 'text'
}
